package dev.provisioning.kms.age.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** Chunks by a cipher of the Java Cryptography Architecture, reused for all of them. */
final class JdkChunkCipher implements ChunkCipher {
  private final Cipher cipher;
  private final PayloadKey key;

  JdkChunkCipher(Cipher cipher, PayloadKey key) {
    this.cipher = cipher;
    this.key = key;
  }

  @Override
  public void seal(byte[] nonce, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
      cipher.doFinal(in, inOffset, length, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the ChaCha20-Poly1305 of the JDK failed", e);
    }
  }

  @Override
  public boolean open(
      byte[] nonce, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(nonce));
      cipher.doFinal(in, inOffset, length, out, outOffset);
      return true;
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the ChaCha20-Poly1305 of the JDK failed", e);
    }
  }
}
