package dev.provisioning.kms.testbench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Issues JWTs (RFC 7519) with ES256, such as an identity provider's. */
public final class TestIssuer {
  private final KeyPair pair = TestAuthority.newPair();

  /** The public key as PEM. */
  public String publicKey() {
    return TestAuthority.pem("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  /** Issues a token that is valid for a while from now. */
  public String token(String subject, String audience, Duration life) {
    Instant now = Instant.now();
    Map<String, Object> claims = new TreeMap<>();
    claims.put("iss", "kms-test");
    claims.put("sub", subject);
    claims.put("aud", audience);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(life).getEpochSecond());
    String content =
        encode(Json.write(Map.of("alg", "ES256", "typ", "JWT"))) + "." + encode(Json.write(claims));
    return content + "." + signature(content);
  }

  private String signature(String content) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(pair.getPrivate());
      signature.update(content.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
