package dev.provisioning.kms.age.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/** ChaCha20-Poly1305 of a file key under a key that is used once, hence with a zero nonce. */
final class FileKeyWrap {
  private static final int NONCE_BYTES = 12;

  private FileKeyWrap() {}

  static byte[] seal(byte[] key, FileKey fileKey) {
    try {
      return run(true, key, fileKey.bytes());
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("sealing cannot fail", e);
    }
  }

  static @Nullable FileKey open(byte[] key, byte[] wrapped) {
    try {
      return new FileKey(run(false, key, wrapped));
    } catch (InvalidCipherTextException e) {
      return null;
    }
  }

  private static byte[] run(boolean seal, byte[] key, byte[] in) throws InvalidCipherTextException {
    ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
    cipher.init(seal, new ParametersWithIV(new KeyParameter(key), new byte[NONCE_BYTES]));
    byte[] out = new byte[cipher.getOutputSize(in.length)];
    try {
      int n = cipher.processBytes(in, 0, in.length, out, 0);
      cipher.doFinal(out, n);
      return out;
    } catch (InvalidCipherTextException e) {
      // Bouncy Castle has written the unverified plaintext by now.
      Arrays.fill(out, (byte) 0);
      throw e;
    }
  }
}
