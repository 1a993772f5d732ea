package dev.provisioning.kms.testbench.cosmian;

import static dev.provisioning.kms.testbench.cosmian.HeldKey.State.ACTIVE;
import static dev.provisioning.kms.testbench.cosmian.HeldKey.State.COMPROMISED;
import static dev.provisioning.kms.testbench.cosmian.HeldKey.State.DEACTIVATED;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which key an Encrypt or a Decrypt uses, and in which words each era says that there is none. */
final class KeyChoice {
  /** A key as it was when it was chosen. */
  static final class Chosen {
    private final String uid;
    private final byte[] material;

    private Chosen(HeldKey key) {
      uid = key.uid;
      material = key.material;
    }

    String uid() {
      return uid;
    }

    byte[] material() {
      return material;
    }
  }

  private final Keyring keyring;
  private final CosmianEra era;
  private final String operation;
  private final List<HeldKey.State> accepted;

  private KeyChoice(
      Keyring keyring, CosmianEra era, String operation, List<HeldKey.State> accepted) {
    this.keyring = keyring;
    this.era = era;
    this.operation = operation;
    this.accepted = accepted;
  }

  static KeyChoice toEncrypt(Keyring keyring, CosmianEra era) {
    return new KeyChoice(keyring, era, "Encrypt", List.of(ACTIVE));
  }

  static KeyChoice toDecrypt(Keyring keyring, CosmianEra era) {
    List<HeldKey.State> accepted =
        era.hasKeysets() ? List.of(ACTIVE, DEACTIVATED, COMPROMISED) : List.of(ACTIVE);
    return new KeyChoice(keyring, era, "Decrypt", accepted);
  }

  /** The keys to try, one after the other; never empty. */
  List<Chosen> choose(String id, String user) {
    return keyring.locked(
        () -> {
          if (operation.equals("Decrypt") && id.indexOf('@') < 0) {
            List<HeldKey> generations = keyring.keyset(id, user);
            if (!generations.isEmpty()) {
              return tried(generations);
            }
          }
          Optional<HeldKey> generation = keyring.inKeyset(id, user);
          if (generation.isPresent()) {
            if (!accepted.contains(generation.get().state)) {
              throw wrongState(generation.get());
            }
            return List.of(new Chosen(generation.get()));
          }
          return List.of(new Chosen(single(id, user)));
        });
  }

  private List<Chosen> tried(List<HeldKey> generations) {
    List<Chosen> usable =
        generations.stream().filter(k -> accepted.contains(k.state)).map(Chosen::new).toList();
    if (usable.isEmpty()) {
      throw Failure.kmip(
          "Item_Not_Found",
          operation + ": decryption failed — no key in the keyset could process the request");
    }
    return usable;
  }

  private HeldKey single(String id, String user) {
    HeldKey key = keyring.find(id).orElseThrow(() -> missing(id));
    if (!accepted.contains(key.state)) {
      throw era.hasKeysets() && !key.state.destroyed() ? wrongState(key) : unusable(id);
    }
    if (!key.allows(user, operation.toLowerCase(Locale.ROOT))) {
      throw era.atLeast(5, 22) ? denied(id, user) : unusable(id);
    }
    return key;
  }

  private Failure wrongState(HeldKey key) {
    String states =
        accepted.stream().map(HeldKey.State::kmip).collect(Collectors.joining(", ", "[", "]"));
    return Failure.kmip(
        "Permission_Denied",
        operation
            + ": key "
            + key.uid
            + " is in state "
            + key.state.kmip()
            + " but operation requires one of "
            + states);
  }

  private Failure denied(String id, String user) {
    String what =
        operation.equals("Encrypt") ? "permission to encrypt" : "the permission to decrypt";
    return Failure.of(
        Failure.Kind.UNAUTHORIZED,
        operation + ": the user " + user + " does not have " + what + " using the key: " + id);
  }

  private Failure missing(String id) {
    if (operation.equals("Decrypt")) {
      String why = "Decrypt: failed to retrieve the key: " + id;
      return era.atLeast(5, 22)
          ? Failure.of(Failure.Kind.ITEM_NOT_FOUND, why)
          : Failure.kmip("Item_Not_Found", why);
    }
    // Up to 5.12 a key that does not exist makes the request itself invalid.
    return era.atLeast(5, 22)
        ? unusable(id)
        : Failure.invalidRequest("Encrypt: failed to retrieve key: " + id);
  }

  /** It is there, and in a state or of a user in which it is as if it was not. */
  private Failure unusable(String id) {
    if (!era.atLeast(5, 22)) {
      return Failure.kmip("Item_Not_Found", operation + ": no valid key for id: " + id);
    }
    boolean retrieved = operation.equals("Decrypt") && era.atLeast(5, 24);
    return Failure.of(
        Failure.Kind.ITEM_NOT_FOUND,
        retrieved
            ? "Decrypt: failed to retrieve the key: " + id
            : operation + ": key id: " + id + ", not found");
  }
}
