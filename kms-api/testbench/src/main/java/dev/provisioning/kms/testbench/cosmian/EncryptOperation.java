package dev.provisioning.kms.testbench.cosmian;

import dev.provisioning.kms.testbench.cosmian.KeyChoice.Chosen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Encrypt, with the trap: a plaintext that looks like a list is encrypted as one. */
final class EncryptOperation implements Operation {
  private final Keyring keyring;
  private final CosmianEra era;
  private final GcmCipher cipher;
  private final KeyChoice choice;

  EncryptOperation(Keyring keyring, CosmianEra era) {
    this.keyring = keyring;
    this.era = era;
    cipher = new GcmCipher(era);
    choice = KeyChoice.toEncrypt(keyring, era);
  }

  @Override
  public Ttlv run(Ttlv request, String user) {
    CipherParameters.check(request);
    String uid = Operation.uid(request);
    byte[] data = CipherParameters.data(request, "Encrypt: data to encrypt must be provided", era);
    Chosen key = choice.choose(uid, user).get(0);
    byte[] aad =
        request.bytesOf("AuthenticatedEncryptionAdditionalData").orElseGet(() -> new byte[0]);
    Optional<byte[]> given = request.bytesOf(era.ivTag());
    Optional<List<byte[]>> bulk = BulkData.parse(data);
    if (bulk.isPresent()) {
      List<byte[]> sealed = new ArrayList<>();
      for (byte[] item : bulk.get()) {
        byte[] iv = given.orElseGet(() -> keyring.random(GcmCipher.IV));
        sealed.add(concat(iv, cipher.seal(key.material(), iv, aad, item)));
      }
      return Operation.answer(
          "Encrypt", Ttlv.uid(key.uid()), Ttlv.bytes("Data", BulkData.write(sealed)));
    }
    byte[] iv = given.orElseGet(() -> keyring.random(GcmCipher.IV));
    byte[] sealed = cipher.seal(key.material(), iv, aad, data);
    List<Ttlv> fields = new ArrayList<>();
    fields.add(Ttlv.uid(key.uid()));
    fields.add(Ttlv.bytes("Data", Arrays.copyOf(sealed, data.length)));
    if (given.isEmpty()) {
      fields.add(Ttlv.bytes(era.ivTag(), iv));
    }
    fields.add(
        Ttlv.bytes(
            "AuthenticatedEncryptionTag", Arrays.copyOfRange(sealed, data.length, sealed.length)));
    return Ttlv.structure("EncryptResponse", fields);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
