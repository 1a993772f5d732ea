package dev.provisioning.kms.testing;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.nio.ByteBuffer;

/**
 * What the fake produces: {@code FK}, 1, the key version in 4 bytes big-endian, a nonce of 12
 * bytes, ciphertext and tag. The version needs no place in the associated data: each has a key of
 * its own.
 *
 * @param version the key version
 */
record FakeBlob(int version, ByteBuffer rest) {
  static final int NONCE = 12;
  private static final int TAG = 16;
  private static final byte[] MAGIC = {'F', 'K', 1};
  private static final int HEADER = MAGIC.length + 4;

  static byte[] write(int version, byte[] nonce, byte[] sealed) {
    return ByteBuffer.allocate(HEADER + NONCE + sealed.length)
        .put(MAGIC)
        .putInt(version)
        .put(nonce)
        .put(sealed)
        .array();
  }

  static FakeBlob read(byte[] blob) {
    if (blob.length < HEADER + NONCE + TAG) {
      throw bad("it is truncated");
    }
    ByteBuffer in = ByteBuffer.wrap(blob);
    for (byte expected : MAGIC) {
      if (in.get() != expected) {
        throw bad("it was not made by a FakeKms");
      }
    }
    return new FakeBlob(in.getInt(), in.slice());
  }

  byte[] nonce() {
    byte[] nonce = new byte[NONCE];
    rest.get(0, nonce);
    return nonce;
  }

  byte[] sealed() {
    byte[] sealed = new byte[rest.remaining() - NONCE];
    rest.get(NONCE, sealed);
    return sealed;
  }

  private static KmsException bad(String why) {
    return KmsException.of(ErrorCode.INVALID_CIPHERTEXT, "not a blob of the fake: " + why);
  }
}
