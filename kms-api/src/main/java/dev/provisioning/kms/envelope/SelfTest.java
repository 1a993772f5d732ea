package dev.provisioning.kms.envelope;

import dev.provisioning.kms.InvalidCiphertextException;
import java.util.Arrays;

/**
 * What a provider that nobody named has to do before it gets a message: agree with the JDK's, in
 * every frame of one cipher, since that is how messages use it.
 */
final class SelfTest {
  private static final int FRAMES = 3;

  /** More than one slice, so that every way through a provider is taken. */
  private static final int SIZE = 20_000;

  private SelfTest() {}

  /** Seals as the JDK does, opens that, and refuses a tag with one bit changed. */
  static void run(CipherSource source) {
    byte[] plaintext = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      plaintext[i] = (byte) (i * 31);
    }
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 7);
    EphemeralKey key = new EphemeralKey("AES", bytes);
    try {
      FrameCipher cipher = source.with(key);
      FrameCipher jdk = CipherSource.ofJdk().with(key);
      for (int index = 0; index < FRAMES; index++) {
        frame(cipher, jdk, index, plaintext);
      }
    } finally {
      key.destroy();
    }
  }

  private static void frame(FrameCipher cipher, FrameCipher jdk, int index, byte[] plaintext) {
    byte[] sealed = sealed(cipher, index, plaintext);
    byte[] opened = new byte[SIZE];
    boolean agrees =
        Arrays.equals(sealed, sealed(jdk, index, plaintext))
            && opens(cipher, index, sealed, opened)
            && Arrays.equals(opened, plaintext);
    sealed[sealed.length - 1] ^= 1;
    if (!agrees || opens(cipher, index, sealed, opened)) {
      throw new IllegalStateException("its AES-GCM is not that of the JDK");
    }
  }

  private static byte[] sealed(FrameCipher cipher, int index, byte[] plaintext) {
    byte[] sealed = new byte[SIZE + Frames.TAG];
    cipher.seal(index, index == FRAMES - 1, plaintext, 0, SIZE, sealed, 0);
    return sealed;
  }

  private static boolean opens(FrameCipher cipher, int index, byte[] sealed, byte[] plaintext) {
    try {
      cipher.open(index, index == FRAMES - 1, sealed, 0, sealed.length, plaintext, 0);
      return true;
    } catch (InvalidCiphertextException e) {
      return false;
    }
  }
}
