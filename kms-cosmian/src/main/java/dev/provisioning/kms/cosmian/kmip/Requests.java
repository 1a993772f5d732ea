package dev.provisioning.kms.cosmian.kmip;

import dev.provisioning.kms.cosmian.ttlv.TtlvWriter;

/** The requests' contents. */
final class Requests {
  private static final int ENCRYPT_AND_DECRYPT = 4 | 8;

  private Requests() {}

  /** Starts an operation on data of a length, twice as many digits, without growing on the way. */
  static TtlvWriter operation(String name, int length) {
    return new TtlvWriter(2L * length).open(name);
  }

  static TtlvWriter about(String operation, String uid) {
    return new TtlvWriter().open(operation).text("UniqueIdentifier", uid);
  }

  /** No IV: the server then makes one and says which. */
  static TtlvWriter encrypt(TtlvWriter out, String uid, byte[] data, byte[] associatedData) {
    return cipher(out.text("UniqueIdentifier", uid))
        .bytes("Data", data)
        .bytes("AuthenticatedEncryptionAdditionalData", associatedData);
  }

  static TtlvWriter decrypt(TtlvWriter out, DecryptInput input, ServerVersion server) {
    return cipher(out.text("UniqueIdentifier", input.uid()))
        .bytes("Data", input.data())
        .bytes(server.ivTag(), input.iv())
        .bytes("AuthenticatedEncryptionAdditionalData", input.associatedData())
        .bytes("AuthenticatedEncryptionTag", input.tag());
  }

  private static TtlvWriter cipher(TtlvWriter out) {
    return out.open("CryptographicParameters")
        .enumeration("BlockCipherMode", "GCM")
        .enumeration("CryptographicAlgorithm", "AES")
        .end();
  }

  /** A date in the past, since the server's clock may be behind; the server puts its own. */
  static TtlvWriter create(String uid, ServerVersion server, boolean keyset) {
    TtlvWriter out =
        new TtlvWriter()
            .open("Create")
            .enumeration("ObjectType", "SymmetricKey")
            .open("Attributes")
            .enumeration("CryptographicAlgorithm", "AES")
            .integer("CryptographicLength", 256)
            .integer("CryptographicUsageMask", ENCRYPT_AND_DECRYPT)
            .enumeration("KeyFormatType", "TransparentSymmetricKey")
            .enumeration("ObjectType", "SymmetricKey")
            .text("UniqueIdentifier", uid);
    if (server.wantsActivationDate()) {
      out.dateTime("ActivationDate", "2024-01-01T00:00:00Z");
    }
    if (keyset) {
      out.text("RotateName", uid);
    }
    return out.end().end();
  }

  static TtlvWriter message(int items) {
    return new TtlvWriter()
        .open("RequestMessage")
        .open("RequestHeader")
        .open("ProtocolVersion")
        .integer("ProtocolVersionMajor", 2)
        .integer("ProtocolVersionMinor", 1)
        .end()
        .integer("BatchCount", items)
        .end();
  }

  static TtlvWriter item(TtlvWriter out, String operation) {
    return out.open("BatchItem").enumeration("Operation", operation).open("RequestPayload");
  }
}
