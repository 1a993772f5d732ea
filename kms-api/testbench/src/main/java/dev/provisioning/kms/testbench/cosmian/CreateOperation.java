package dev.provisioning.kms.testbench.cosmian;

import java.util.function.Function;

/** Create and Import of symmetric keys. */
final class CreateOperation {
  private final Keyring keyring;
  private final CosmianEra era;

  CreateOperation(Keyring keyring, CosmianEra era) {
    this.keyring = keyring;
    this.era = era;
  }

  Ttlv create(Ttlv request, String user) {
    HeldKey key = add(request, user, made -> keyring.random(made.bits() / 8));
    return Operation.answer("Create", Ttlv.name("ObjectType", "SymmetricKey"), Ttlv.uid(key.uid));
  }

  Ttlv importKey(Ttlv request, String user) {
    String object = era.atLeast(5, 0) ? "SymmetricKey" : "Object";
    byte[] material = request.at(object, "KeyBlock", "KeyValue", "KeyMaterial", "Key").bytes();
    String uid = Operation.uid(request);
    HeldKey key = add(named(request, uid), user, made -> material);
    return Operation.answer("Import", Ttlv.uid(key.uid));
  }

  /** An Import names its key beside the attributes. */
  private static Ttlv named(Ttlv request, String uid) {
    Ttlv attributes = attributes(request);
    Ttlv[] all = new Ttlv[attributes.children().size() + 1];
    attributes.children().toArray(all);
    all[all.length - 1] = Ttlv.uid(uid);
    return Ttlv.structure(request.tag(), Ttlv.structure("Attributes", all));
  }

  private static Ttlv attributes(Ttlv request) {
    return request.child("Attributes").orElseThrow(() -> Failure.missingField("Attributes"));
  }

  private HeldKey add(Ttlv request, String user, Function<NewKey, byte[]> material) {
    NewKey made = NewKey.read(attributes(request), era);
    if (!made.rotateName().isEmpty() && !made.rotateName().equals(made.uid())) {
      throw Failure.invalidRequest(
          "Create: rotate_name ('"
              + made.rotateName()
              + "') must equal the key's unique_identifier ('"
              + made.uid()
              + "') — set the key ID to the keyset name at creation time");
    }
    return keyring.locked(() -> keyring.add(made, user, material.apply(made)));
  }
}
