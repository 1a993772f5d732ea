package dev.provisioning.kms.testbench.cosmian;

import dev.provisioning.kms.testbench.cosmian.KeyChoice.Chosen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decrypt, with the trap: a ciphertext that looks like a list is opened as one, item by item and
 * without associated data, so that an empty list opens under any.
 */
final class DecryptOperation implements Operation {
  private final CosmianEra era;
  private final GcmCipher cipher;
  private final KeyChoice choice;

  DecryptOperation(Keyring keyring, CosmianEra era) {
    this.era = era;
    cipher = new GcmCipher(era);
    choice = KeyChoice.toDecrypt(keyring, era);
  }

  @Override
  public Ttlv run(Ttlv request, String user) {
    CipherParameters.check(request);
    String uid = Operation.uid(request);
    byte[] data = CipherParameters.data(request, "Decrypt: data to decrypt must be provided", era);
    Failure last = null;
    for (Chosen key : choice.choose(uid, user)) {
      try {
        byte[] plaintext = open(key, data, request);
        return Operation.answer("Decrypt", Ttlv.uid(key.uid()), Ttlv.bytes("Data", plaintext));
      } catch (Failure e) {
        last = e;
      }
    }
    throw last == null ? Failure.noIdentifier() : last;
  }

  private byte[] open(Chosen key, byte[] data, Ttlv request) {
    Optional<List<byte[]>> bulk = BulkData.parse(data);
    if (bulk.isPresent()) {
      return BulkData.write(items(key, bulk.get()));
    }
    byte[] iv = request.bytesOf(era.ivTag()).orElseThrow(this::noIv);
    byte[] aad =
        request.bytesOf("AuthenticatedEncryptionAdditionalData").orElseGet(() -> new byte[0]);
    byte[] tag = request.bytesOf("AuthenticatedEncryptionTag").orElseGet(() -> new byte[0]);
    return cipher.open(key.material(), iv, aad, data, tag);
  }

  private List<byte[]> items(Chosen key, List<byte[]> sealed) {
    List<byte[]> opened = new ArrayList<>();
    for (byte[] item : sealed) {
      int end = item.length - GcmCipher.TAG;
      if (end < GcmCipher.IV) {
        throw Failure.invalidRequest("Decrypt bulk: invalid nonce/ciphertext/tag length");
      }
      opened.add(
          cipher.open(
              key.material(),
              Arrays.copyOf(item, GcmCipher.IV),
              new byte[0],
              Arrays.copyOfRange(item, GcmCipher.IV, end),
              Arrays.copyOfRange(item, end, item.length)));
    }
    return opened;
  }

  private Failure noIv() {
    return era.atLeast(5, 22)
        ? Failure.kmip("Invalid_Message", "missing-iv")
        : Failure.invalidRequest("Decrypt: the nonce/IV must be provided");
  }
}
