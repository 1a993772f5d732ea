package dev.provisioning.kms.testbench.cosmian;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Requests as a client sends them. */
final class Requests {
  private static final Ttlv GCM =
      Ttlv.structure(
          "CryptographicParameters",
          Ttlv.name("BlockCipherMode", "GCM"),
          Ttlv.name("CryptographicAlgorithm", "AES"));

  private Requests() {}

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  static Ttlv encrypt(String uid, String data, Ttlv... more) {
    List<Ttlv> fields = new ArrayList<>(List.of(Ttlv.uid(uid), GCM));
    fields.add(Ttlv.bytes("Data", hex(data)));
    fields.addAll(List.of(more));
    return Ttlv.structure("Encrypt", fields);
  }

  static Ttlv aad(String digits) {
    return Ttlv.bytes("AuthenticatedEncryptionAdditionalData", hex(digits));
  }

  static Ttlv iv(byte[] iv) {
    return Ttlv.bytes("IVCounterNonce", iv);
  }

  static Ttlv tag(byte[] tag) {
    return Ttlv.bytes("AuthenticatedEncryptionTag", tag);
  }

  static Ttlv decrypt(String uid, byte[] data, Ttlv... more) {
    List<Ttlv> fields = new ArrayList<>(List.of(Ttlv.uid(uid), GCM, Ttlv.bytes("Data", data)));
    fields.addAll(List.of(more));
    return Ttlv.structure("Decrypt", fields);
  }

  /** What an Encrypt answered, to be decrypted by an id. */
  static Ttlv decrypt(String uid, Ttlv encrypted, Ttlv... more) {
    List<Ttlv> fields = new ArrayList<>(List.of(more));
    encrypted.child("IVCounterNonce").ifPresent(fields::add);
    encrypted.child("IvCounterNonce").ifPresent(fields::add);
    encrypted.child("AuthenticatedEncryptionTag").ifPresent(fields::add);
    byte[] data = encrypted.bytesOf("Data").orElseThrow();
    return decrypt(uid, data, fields.toArray(Ttlv[]::new));
  }

  static Ttlv batch(int count, Ttlv... operations) {
    List<Ttlv> all = new ArrayList<>();
    all.add(
        Ttlv.structure(
            "RequestHeader", Operations.protocol(2, 1), Ttlv.number("BatchCount", count)));
    for (Ttlv operation : operations) {
      all.add(
          Ttlv.structure(
              "BatchItem",
              Ttlv.name("Operation", operation.tag()),
              Ttlv.structure("RequestPayload", operation.children())));
    }
    return Ttlv.structure("RequestMessage", all);
  }
}
