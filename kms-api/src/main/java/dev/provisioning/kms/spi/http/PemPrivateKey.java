package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.spi.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** A private key of a PEM file, in any of the forms that the usual tools write. */
final class PemPrivateKey {
  private static final String SETTING = "client_key_file";
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private PemPrivateKey() {}

  static PrivateKey read(Path path, @Nullable Secret password) {
    try (PemFile file = PemFile.read(SETTING, path)) {
      List<PemFile.Block> keys = file.keys();
      if (keys.size() != 1) {
        throw PemFile.wrong(SETTING, path, "has " + keys.size() + " private keys instead of one");
      }
      byte[] pkcs8 = pkcs8(keys.get(0), path, password);
      try {
        return parse(pkcs8, path);
      } finally {
        Arrays.fill(pkcs8, (byte) 0);
      }
    }
  }

  private static byte[] pkcs8(PemFile.Block block, Path path, @Nullable Secret password) {
    try {
      return switch (block.label) {
        case "PRIVATE KEY" -> block.der.clone();
        case "RSA PRIVATE KEY" -> Der.rsaToPkcs8(block.der);
        case "EC PRIVATE KEY" -> Der.ecToPkcs8(block.der);
        case "ENCRYPTED PRIVATE KEY" -> decrypt(block.der, path, password);
        default -> throw PemFile.wrong(SETTING, path, "has a private key of an unknown form");
      };
    } catch (IllegalArgumentException e) {
      // Older OpenSSL encrypted the block itself, with MD5; its own tools convert it.
      throw PemFile.wrong(
          SETTING, path, "has a private key that cannot be read; openssl pkcs8 -topk8 converts it");
    }
  }

  private static byte[] decrypt(byte[] der, Path path, @Nullable Secret password) {
    if (password == null) {
      throw PemFile.wrong(SETTING, path, "is encrypted: set client_key_password");
    }
    char[] revealed = password.reveal();
    PBEKeySpec spec = new PBEKeySpec(revealed);
    try {
      EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(der);
      // For PBES2 the name is in the parameters (JDK-8286850 is not in 17).
      String algorithm = encrypted.getAlgParameters().toString();
      SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, encrypted.getAlgParameters());
      return encrypted.getKeySpec(cipher).getEncoded();
    } catch (GeneralSecurityException | IOException | NullPointerException e) {
      throw PemFile.wrong(
          SETTING, path, "cannot be opened with client_key_password, or is not PBES2");
    } finally {
      spec.clearPassword();
      Arrays.fill(revealed, '\0');
    }
  }

  private static PrivateKey parse(byte[] pkcs8, Path path) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // It is of another algorithm.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has " + algorithm, e);
      }
    }
    throw PemFile.wrong(SETTING, path, "has a private key that is neither RSA nor EC nor EdDSA");
  }
}
