package dev.provisioning.kms.spi.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The public keys that a server may have, by the SHA-256 of SubjectPublicKeyInfo (RFC 7469 §2.4),
 * in lower-case hexadecimal. Public, so that a plain comparison will do.
 */
final class Pins {
  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{64}");
  private static final Pattern BASE64 = Pattern.compile("[0-9A-Za-z+/]{43}=");

  private final Set<String> hashes;

  Pins(Set<String> hashes) {
    this.hashes = hashes;
  }

  static String parse(String text, Complaint complaint) {
    if (HEX.matcher(text).matches()) {
      return text.toLowerCase(Locale.ROOT);
    }
    if (BASE64.matcher(text).matches()) {
      byte[] hash = Base64.getDecoder().decode(text);
      // Unused bits that are not zero are a mistyped character.
      if (Base64.getEncoder().encodeToString(hash).equals(text)) {
        return HexFormat.of().formatHex(hash);
      }
    }
    throw complaint.about(
        "tls_pinned_sha256",
        "must hold SHA-256 hashes of public keys, each 64 hexadecimal digits or 44 characters of"
            + " base64");
  }

  void check(X509Certificate[] chain) throws CertificateException {
    if (hashes.isEmpty()) {
      return;
    }
    // RFC 5246 §7.4.2 and RFC 8446 §4.4.2: the server's own certificate comes first.
    String found = chain.length == 0 ? "none" : hash(chain[0]);
    if (!hashes.contains(found)) {
      throw new PinMismatchException(found);
    }
  }

  static String hash(X509Certificate certificate) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(certificate.getPublicKey().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
