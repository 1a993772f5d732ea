package dev.provisioning.kms.envelope;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** Seals and opens single frames. For one thread. */
final class FrameCipher {
  private static final int NONCE = 12;
  private static final int NONCE_ZEROS = 7;
  private static final int TAG_BITS = 8 * Frames.TAG;

  /**
   * The JIT compiles the JDK's GCM only when it is called often: one call for each frame keeps a
   * young JVM five times slower. Java 17 compiles it sooner with 4 KiB and is no slower when warm;
   * a newer one is slower by a seventh then.
   */
  private static final int SLICE = (Runtime.version().feature() <= 17 ? 4 : 8) * 1024;

  private final Cipher cipher;
  private final SecretKey key;
  private final boolean sliced;

  FrameCipher(Cipher cipher, SecretKey key, boolean sliced) {
    this.cipher = cipher;
    this.key = key;
    this.sliced = sliced;
  }

  /** Writes {@code length} + 16 bytes. Each index may be sealed once. */
  void seal(long index, boolean last, byte[] in, int from, int length, byte[] out, int to) {
    try {
      init(Cipher.ENCRYPT_MODE, index, last);
      int done = 0;
      int written = 0;
      while (sliced && length - done > SLICE) {
        written += cipher.update(in, from + done, SLICE, out, to + written);
        done += SLICE;
      }
      cipher.doFinal(in, from + done, length - done, out, to + written);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a frame could not be sealed", e);
    }
  }

  /** Writes {@code length} - 16 bytes; nothing of a frame that is not authentic stays. */
  void open(long index, boolean last, byte[] in, int from, int length, byte[] out, int to) {
    int plaintext = length - Frames.TAG;
    if (plaintext < 0) {
      throw Invalid.truncated();
    }
    if (plaintext == 0 && index > 0) {
      throw Invalid.emptyLastFrame();
    }
    boolean authentic = false;
    try {
      init(Cipher.DECRYPT_MODE, index, last);
      cipher.doFinal(in, from, length, out, to);
      authentic = true;
    } catch (BadPaddingException e) {
      throw Invalid.frame(index);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a frame could not be opened", e);
    } finally {
      if (!authentic) {
        Arrays.fill(out, to, to + plaintext, (byte) 0);
      }
    }
  }

  private void init(int mode, long index, boolean last) throws GeneralSecurityException {
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce(index, last)));
  }

  /** A key serves one message, so that the place of a frame is nonce enough. */
  static byte[] nonce(long index, boolean last) {
    if (index < 0 || index >= Frames.MAX_COUNT) {
      throw Invalid.tooLarge("an envelope holds 256 TiB at most");
    }
    return ByteBuffer.allocate(NONCE)
        .position(NONCE_ZEROS)
        .putInt((int) index)
        .put((byte) (last ? 1 : 0))
        .array();
  }
}
