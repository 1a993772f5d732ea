package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.spi.Secret;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/** A private key under a password (EncryptedPrivateKeyInfo, RFC 5958 §3, with RFC 8018). */
final class EncryptedKey {
  private static final int MOST_ITERATIONS = 10_000_000;

  private EncryptedKey() {}

  /** Returns the key in PKCS#8, which the caller wipes. */
  static byte[] open(byte[] der, Secret password, PemFile file) {
    char[] revealed = password.reveal();
    PBEKeySpec typed = new PBEKeySpec(revealed);
    Arrays.fill(revealed, '\0');
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      AlgorithmParameters parameters = info.getAlgParameters();
      if (parameters == null) {
        throw file.wrong("is encrypted without PBES2");
      }
      // The name of a PBES2 combination is what its parameters are printed as, on every JDK so far.
      String algorithm =
          info.getAlgName().startsWith("PBEWith") ? info.getAlgName() : parameters.toString();
      if (parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount()
          > MOST_ITERATIONS) {
        throw file.wrong("asks for more than " + MOST_ITERATIONS + " iterations");
      }
      SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(typed);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      return cipher.doFinal(info.getEncryptedData());
    } catch (GeneralSecurityException | IOException e) {
      throw file.wrong(
          "cannot be opened: client_key_password is wrong, or it is not encrypted with PBES2 and"
              + " AES (openssl pkcs8 -topk8 -v2 aes-256-cbc)");
    } finally {
      typed.clearPassword();
    }
  }
}
