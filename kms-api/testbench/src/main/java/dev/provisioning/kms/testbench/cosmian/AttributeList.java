package dev.provisioning.kms.testbench.cosmian;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** The attributes of a key, by name, as GetAttributes lists them. */
final class AttributeList {
  private final HeldKey key;
  private final CosmianEra era;
  private final List<Ttlv> list = new ArrayList<>();

  private AttributeList(HeldKey key, CosmianEra era) {
    this.key = key;
    this.era = era;
  }

  static List<Ttlv> of(HeldKey key, CosmianEra era) {
    AttributeList attributes = new AttributeList(key, era);
    if (era.atLeast(5, 0)) {
      attributes.current();
    } else {
      attributes.old();
    }
    return attributes.list;
  }

  /** 4.x keeps few attributes, and the state is none of them. */
  private void old() {
    add(Ttlv.name("CryptographicAlgorithm", "AES"));
    add(Ttlv.number("CryptographicLength", key.bits));
    add(Ttlv.number("CryptographicUsageMask", key.usage));
    add(Ttlv.name("KeyFormatType", "TransparentSymmetricKey"));
    add(Ttlv.name("ObjectType", "SymmetricKey"));
  }

  private void current() {
    if (key.activated) {
      add(Ttlv.date("ActivationDate", key.created));
    }
    add(Ttlv.flag("AlwaysSensitive", key.sensitive));
    old();
    list.remove(list.size() - 1);
    list.remove(list.size() - 1);
    if (key.deactivated != null) {
      add(Ttlv.date("DeactivationDate", key.deactivated));
    }
    if (key.state.destroyed()) {
      add(Ttlv.date("DestroyDate", "1970-01-01T00:00:00Z"));
    }
    add(digest());
    add(Ttlv.flag("Extractable", true));
    add(Ttlv.date("InitialDate", key.created));
    add(Ttlv.name("KeyFormatType", "Raw"));
    add(Ttlv.date("LastChangeDate", key.created));
    add(new Ttlv("LeaseTime", "Interval", 3600L));
    link("ReplacementObjectLink", key.replacement);
    link("ReplacedObjectLink", key.replaced);
    add(Ttlv.flag("NeverExtractable", false));
    add(Ttlv.name("ObjectType", "SymmetricKey"));
    add(Ttlv.date("OriginalCreationDate", key.created));
    add(
        Ttlv.structure(
            "RandomNumberGenerator",
            Ttlv.name("RNGAlgorithm", "ANSI_X931"),
            Ttlv.name("CryptographicAlgorithm", "AES"),
            Ttlv.number("CryptographicLength", 256)));
    if (!key.revocation.isEmpty()) {
      add(Ttlv.structure("RevocationReason", Ttlv.name("RevocationReasonCode", key.revocation)));
    }
    if (era.hasKeysets()) {
      rotation();
    }
    add(Ttlv.flag("Sensitive", key.sensitive));
    add(Ttlv.text("ShortUniqueIdentifier", ""));
    add(Ttlv.name("State", key.state.kmip()));
    add(Ttlv.uid(key.uid));
  }

  private void rotation() {
    boolean everRotates = !key.rotateName.isEmpty() || key.rotateInterval != null;
    boolean counted = everRotates && !key.state.destroyed();
    if (key.rotateInterval != null && key.rotateInterval > 0) {
      add(Ttlv.flag("RotateAutomatic", true));
    }
    if (key.rotated != null) {
      add(Ttlv.date("RotateDate", key.rotated));
    }
    if (counted) {
      add(Ttlv.number("RotateGeneration", key.generation));
    }
    if (key.rotateInterval != null) {
      add(Ttlv.longNumber("RotateInterval", key.rotateInterval));
    }
    if (counted) {
      add(Ttlv.flag("RotateLatest", key.latest));
    }
    if (!key.rotateName.isEmpty()) {
      add(Ttlv.text("RotateName", key.rotateName));
    }
  }

  private void link(String type, String uid) {
    if (!uid.isEmpty()) {
      add(
          Ttlv.structure(
              "Link", Ttlv.name("LinkType", type), Ttlv.text("LinkedObjectIdentifier", uid)));
    }
  }

  private Ttlv digest() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.material);
      return Ttlv.structure(
          "Digest",
          Ttlv.name("HashingAlgorithm", "SHA256"),
          Ttlv.bytes("DigestValue", hash),
          Ttlv.name("KeyFormatType", "Raw"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(Ttlv attribute) {
    list.add(attribute);
  }
}
