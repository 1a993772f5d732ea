package dev.provisioning.kms.testbench.cosmian;

import dev.provisioning.kms.testbench.cosmian.HeldKey.State;
import java.util.Locale;
import java.util.function.BiConsumer;

/** Activate, Revoke and Destroy. */
final class LifecycleOperations {
  private final Keyring keyring;
  private final CosmianEra era;

  LifecycleOperations(Keyring keyring, CosmianEra era) {
    this.keyring = keyring;
    this.era = era;
  }

  Ttlv activate(Ttlv request, String user) {
    return change("Activate", request, user, (key, ignored) -> activate(key));
  }

  private static void activate(HeldKey key) {
    if (key.state != State.PRE_ACTIVE) {
      String end =
          key.state == State.ACTIVE
              ? " is already in Active state"
              : " is in " + key.state.kmip() + " state and cannot be activated";
      throw Failure.kmip("Wrong_Key_Lifecycle_State", "Activate: Object " + key.uid + end);
    }
    key.state = State.ACTIVE;
    key.activated = true;
  }

  Ttlv revoke(Ttlv request, String user) {
    Ttlv why =
        request
            .child("RevocationReason")
            .orElseThrow(() -> Failure.missingField("RevocationReason"));
    // In 4.x the reason is a text of its own.
    boolean structured = why.type().equals("Structure");
    if (structured != era.atLeast(5, 0)) {
      throw Failure.kmip("Codec_Error", "invalid type of the field `RevocationReason`");
    }
    String code = structured ? why.textOf("RevocationReasonCode").orElse("Unspecified") : "";
    return change("Revoke", request, user, (key, ignored) -> revoke(key, code));
  }

  private static void revoke(HeldKey key, String code) {
    if (key.state.destroyed()) {
      return;
    }
    key.revocation = code;
    key.deactivate(
        code.equals("KeyCompromise") ? State.COMPROMISED : State.DEACTIVATED, Keyring.now());
  }

  Ttlv destroy(Ttlv request, String user) {
    return change("Destroy", request, user, this::destroy);
  }

  private void destroy(HeldKey key, Ttlv request) {
    if (key.state == State.ACTIVE) {
      throw era.atLeast(5, 22)
          ? Failure.kmip("Wrong_Key_Lifecycle_State", "DENIED")
          : Failure.invalidRequest(
              "Object with unique identifier: " + key.uid + " is active. It must be revoked first");
    }
    if (request.textOf("Remove").filter("true"::equals).isPresent()) {
      keyring.remove(key);
      return;
    }
    key.state =
        key.state == State.COMPROMISED || key.state == State.DESTROYED_COMPROMISED
            ? State.DESTROYED_COMPROMISED
            : State.DESTROYED;
  }

  private Ttlv change(
      String operation, Ttlv request, String user, BiConsumer<HeldKey, Ttlv> change) {
    String id = Operation.uid(request);
    return keyring.locked(
        () -> {
          HeldKey key =
              keyring
                  .find(id)
                  .filter(k -> k.allows(user, operation.toLowerCase(Locale.ROOT)))
                  .orElseThrow(() -> Failure.kmip("Item_Not_Found", id));
          change.accept(key, request);
          return Operation.answer(operation, Ttlv.uid(key.uid));
        });
  }
}
