package dev.provisioning.kms.envelope;

import dev.provisioning.kms.InvalidCiphertextException;
import java.util.Arrays;

/** What a provider that nobody named has to do before it gets a message: agree with the JDK's. */
final class SelfTest {
  /** More than one slice, so that every way through a provider is taken. */
  private static final int SIZE = 20_000;

  private SelfTest() {}

  /** Seals as the JDK does, opens that, and refuses a tag with one bit changed. */
  static void run(CipherSource source) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 7);
    byte[] plaintext = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      plaintext[i] = (byte) (i * 31);
    }
    EphemeralKey own = new EphemeralKey("AES", key);
    try {
      byte[] sealed = sealed(source, own, plaintext);
      byte[] opened = new byte[SIZE];
      boolean agrees =
          Arrays.equals(sealed, sealed(CipherSource.ofJdk(), own, plaintext))
              && opens(source, own, sealed, opened)
              && Arrays.equals(opened, plaintext);
      sealed[sealed.length - 1] ^= 1;
      if (!agrees || opens(source, own, sealed, opened)) {
        throw new IllegalStateException("its AES-GCM is not that of the JDK");
      }
    } finally {
      own.destroy();
    }
  }

  private static byte[] sealed(CipherSource source, EphemeralKey key, byte[] plaintext) {
    byte[] sealed = new byte[SIZE + Frames.TAG];
    source.with(key).seal(0, true, plaintext, 0, SIZE, sealed, 0);
    return sealed;
  }

  private static boolean opens(
      CipherSource source, EphemeralKey key, byte[] sealed, byte[] plaintext) {
    try {
      source.with(key).open(0, true, sealed, 0, sealed.length, plaintext, 0);
      return true;
    } catch (InvalidCiphertextException e) {
      return false;
    }
  }
}
