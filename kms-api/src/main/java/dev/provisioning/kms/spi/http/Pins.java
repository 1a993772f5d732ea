package dev.provisioning.kms.spi.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * The public keys that a server may have, by the SHA-256 of SubjectPublicKeyInfo (RFC 7469 §2.4).
 */
final class Pins {
  private final Set<String> hashes;

  Pins(Set<String> hashes) {
    this.hashes = hashes;
  }

  static String fromBase64(String text) {
    try {
      byte[] hash = Base64.getDecoder().decode(text);
      if (hash.length == 32) {
        return HexFormat.of().formatHex(hash);
      }
    } catch (IllegalArgumentException e) {
      // Neither of the two forms.
    }
    throw new IllegalArgumentException(
        "must be the SHA-256 of a public key, 64 hexadecimal digits or 44 characters of base64");
  }

  void check(X509Certificate[] chain) throws PinMismatchException {
    if (hashes.isEmpty()) {
      return;
    }
    String found = chain.length == 0 ? "none" : hash(chain[0]);
    if (!hashes.contains(found)) {
      throw new PinMismatchException(found);
    }
  }

  private static String hash(X509Certificate certificate) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(certificate.getPublicKey().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
