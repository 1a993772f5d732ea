package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.spi.Secret;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The private key of a PEM file, in any of the forms that the usual tools write. */
final class PrivateKeys {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  private PrivateKeys() {}

  static PrivateKey read(Path path, @Nullable Secret password, Complaint complaint) {
    try (PemFile file = PemFile.read("client_key_file", path, complaint)) {
      List<PemFile.Block> keys =
          file.blocks().stream().filter(b -> b.label.endsWith("PRIVATE KEY")).toList();
      if (keys.size() != 1) {
        throw file.wrong("has " + keys.size() + " private keys instead of one");
      }
      if (password != null && !keys.get(0).label.equals("ENCRYPTED PRIVATE KEY")) {
        throw file.wrong("is not encrypted, although client_key_password is set");
      }
      byte[] pkcs8 = pkcs8(keys.get(0), file, password);
      try {
        return parse(pkcs8, file, password != null);
      } finally {
        Arrays.fill(pkcs8, (byte) 0);
      }
    }
  }

  private static byte[] pkcs8(PemFile.Block block, PemFile file, @Nullable Secret password) {
    try {
      return switch (block.label) {
        case "PRIVATE KEY" -> block.der.clone();
        case "RSA PRIVATE KEY" -> Der.rsaToPkcs8(block.der);
        case "EC PRIVATE KEY" -> Der.ecToPkcs8(block.der);
        case "ENCRYPTED PRIVATE KEY" -> {
          if (password == null) {
            throw file.wrong("is encrypted: set client_key_password");
          }
          yield EncryptedKey.open(block.der, password, file);
        }
        default -> throw file.wrong("has a private key of an unknown form");
      };
    } catch (IllegalArgumentException e) {
      throw file.wrong("has a private key that cannot be read");
    }
  }

  /** One wrong password in 256 leaves a padding that looks right, and a key that is none. */
  private static PrivateKey parse(byte[] pkcs8, PemFile file, boolean decrypted) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        // It is of another algorithm; if of none, the error below says so.
      }
    }
    throw file.wrong(
        "has a private key that is not RSA, EC or Ed25519, or is damaged"
            + (decrypted ? ", or client_key_password is wrong" : ""));
  }
}
