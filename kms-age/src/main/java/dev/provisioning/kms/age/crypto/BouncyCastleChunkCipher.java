package dev.provisioning.kms.age.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** Chunks without any provider, for a runtime whose providers lack the cipher. */
final class BouncyCastleChunkCipher implements ChunkCipher {
  private final ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
  private final PayloadKey key;

  BouncyCastleChunkCipher(PayloadKey key) {
    this.key = key;
  }

  @Override
  public void seal(byte[] nonce, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    try {
      run(true, nonce, in, inOffset, length, out, outOffset);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("sealing cannot fail", e);
    }
  }

  @Override
  public boolean open(
      byte[] nonce, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    try {
      run(false, nonce, in, inOffset, length, out, outOffset);
      return true;
    } catch (InvalidCipherTextException e) {
      return false;
    }
  }

  private void run(
      boolean seal, byte[] nonce, byte[] in, int inOffset, int length, byte[] out, int outOffset)
      throws InvalidCipherTextException {
    byte[] bytes = key.getEncoded();
    cipher.init(seal, new ParametersWithIV(new KeyParameter(bytes), nonce));
    Arrays.fill(bytes, (byte) 0);
    int n = cipher.processBytes(in, inOffset, length, out, outOffset);
    cipher.doFinal(out, outOffset + n);
  }
}
