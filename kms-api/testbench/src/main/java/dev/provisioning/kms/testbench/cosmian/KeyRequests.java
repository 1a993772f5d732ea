package dev.provisioning.kms.testbench.cosmian;

import java.util.ArrayList;
import java.util.List;

/** The requests of an administrator, in the form of an era. */
final class KeyRequests {
  private static final int ENCRYPT_AND_DECRYPT = 12;

  private final CosmianEra era;

  KeyRequests(CosmianEra era) {
    this.era = era;
  }

  Ttlv plain(String operation, String uid) {
    return Ttlv.structure(operation, Ttlv.uid(uid));
  }

  Ttlv create(String uid, boolean active, boolean inKeyset) {
    return Ttlv.structure(
        "Create",
        Ttlv.name("ObjectType", "SymmetricKey"),
        Ttlv.structure("Attributes", attributes(uid, active, inKeyset)));
  }

  private List<Ttlv> attributes(String uid, boolean active, boolean inKeyset) {
    List<Ttlv> attributes = new ArrayList<>();
    attributes.add(Ttlv.name("CryptographicAlgorithm", "AES"));
    attributes.add(Ttlv.number("CryptographicLength", 256));
    attributes.add(Ttlv.number("CryptographicUsageMask", ENCRYPT_AND_DECRYPT));
    attributes.add(Ttlv.name("KeyFormatType", "TransparentSymmetricKey"));
    attributes.add(Ttlv.name("ObjectType", "SymmetricKey"));
    if (!uid.isEmpty()) {
      attributes.add(Ttlv.uid(uid));
    }
    if (active && era.activatesByDate()) {
      attributes.add(Ttlv.date("ActivationDate", "2024-01-01T00:00:00Z"));
    }
    if (inKeyset) {
      attributes.add(Ttlv.text("RotateName", uid));
    }
    return attributes;
  }

  Ttlv importKey(String uid, byte[] material) {
    Ttlv block =
        Ttlv.structure(
            "KeyBlock",
            Ttlv.name("KeyFormatType", "TransparentSymmetricKey"),
            Ttlv.structure("KeyValue", Ttlv.structure("KeyMaterial", Ttlv.bytes("Key", material))),
            Ttlv.name("CryptographicAlgorithm", "AES"),
            Ttlv.number("CryptographicLength", 8L * material.length));
    return Ttlv.structure(
        "Import",
        Ttlv.uid(uid),
        Ttlv.name("ObjectType", "SymmetricKey"),
        Ttlv.flag("ReplaceExisting", false),
        Ttlv.structure("Attributes", attributes("", true, false)),
        Ttlv.structure(era.atLeast(5, 0) ? "SymmetricKey" : "Object", block));
  }

  Ttlv revoke(String uid, String reason) {
    Ttlv why =
        era.atLeast(5, 0)
            ? Ttlv.structure("RevocationReason", Ttlv.name("RevocationReasonCode", reason))
            : Ttlv.text("RevocationReason", reason);
    return Ttlv.structure("Revoke", Ttlv.uid(uid), why);
  }
}
