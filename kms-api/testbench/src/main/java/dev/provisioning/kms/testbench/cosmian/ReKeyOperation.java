package dev.provisioning.kms.testbench.cosmian;

import dev.provisioning.kms.testbench.cosmian.HeldKey.State;

/**
 * ReKey in its three forms: new bytes under the same id up to 5.22, which loses what the old ones
 * encrypted; a key with a new id from 5.23; generations of a name from 5.25.
 */
final class ReKeyOperation implements Operation {
  private final Keyring keyring;
  private final CosmianEra era;

  ReKeyOperation(Keyring keyring, CosmianEra era) {
    this.keyring = keyring;
    this.era = era;
  }

  @Override
  public Ttlv run(Ttlv request, String user) {
    String id = Operation.uid(request);
    String made = keyring.locked(() -> era.hasKeysets() ? next(id, user) : replaced(id, user));
    return Operation.answer("ReKey", Ttlv.uid(made));
  }

  private String replaced(String id, String user) {
    HeldKey key =
        keyring
            .find(id)
            .filter(k -> k.state == State.ACTIVE && k.allows(user, "rekey"))
            .orElseThrow(() -> Failure.invalidRequest(noneActive(id)));
    if (era.rekeysInPlace()) {
      key.material = keyring.random(key.bits / 8);
      return key.uid;
    }
    HeldKey made = keyring.add(NewKey.like(key, ""), user, keyring.random(key.bits / 8));
    link(key, made);
    return made.uid;
  }

  private String noneActive(String id) {
    return era.rekeysInPlace()
        ? "rekey: get: too many symmetric keys for uid/tags: " + id
        : "rekey: no active symmetric key found for uid/tags: " + id;
  }

  private String next(String id, String user) {
    HeldKey key = keyring.inKeyset(id, user).orElseGet(() -> single(id, user));
    boolean named = !key.rotateName.isEmpty();
    if (key.state == State.PRE_ACTIVE || key.state.destroyed()) {
      throw Failure.invalidRequest(
          "key '"
              + key.uid
              + "' is in state '"
              + key.state.kmip()
              + "' — only Active, Deactivated, or Compromised keys can be rotated");
    }
    if (named && !key.latest) {
      throw Failure.invalidRequest(
          "ReKey: key '"
              + key.uid
              + "' is not the latest in its keyset — only the latest generation can be rotated");
    }
    int generation = key.generation + 1;
    String uid = named ? key.rotateName + "@" + generation : "";
    HeldKey made = keyring.add(NewKey.like(key, uid), user, keyring.random(key.bits / 8));
    made.generation = generation;
    made.rotated = Keyring.now();
    made.rotateInterval = 0L;
    link(key, made);
    key.latest = false;
    key.rotateInterval = 0L;
    if (key.state == State.ACTIVE) {
      key.deactivate(State.DEACTIVATED, Keyring.now());
    }
    return made.uid;
  }

  private HeldKey single(String id, String user) {
    if (id.indexOf('@') >= 0 && keyring.find(id).isEmpty()) {
      throw Failure.invalidRequest(
          "ReKey: keyset '" + id + "' not found or has no resolvable latest key");
    }
    HeldKey key =
        keyring
            .find(id)
            .orElseThrow(
                () ->
                    Failure.of(
                        Failure.Kind.ITEM_NOT_FOUND,
                        "ReKey: no valid key found for identifier: " + id));
    if (!key.allows(user, "rekey")) {
      throw Failure.of(
          Failure.Kind.UNAUTHORIZED,
          "ReKey: user " + user + " does not have permission to use key: " + id);
    }
    return key;
  }

  private static void link(HeldKey old, HeldKey made) {
    old.replacement = made.uid;
    made.replaced = old.uid;
  }
}
