package dev.provisioning.kms.vault.login;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** Makes JSON web tokens (RFC 7515, RS256) with a key of its own. */
public final class SignedJwt {
  private final KeyPair keys;

  /** Makes a key. */
  public SignedJwt() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns the public key.
   *
   * @return PEM, with line ends as JSON has them
   */
  public String publicKey() {
    return "-----BEGIN PUBLIC KEY-----\\n"
        + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())
        + "\\n-----END PUBLIC KEY-----";
  }

  /**
   * Signs claims.
   *
   * @param claims JSON
   * @return the token
   */
  public String of(String claims) {
    try {
      String text = url("{\"alg\":\"RS256\"}") + "." + url(claims);
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
