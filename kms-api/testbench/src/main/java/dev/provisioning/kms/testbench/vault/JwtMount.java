package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** {@code auth/jwt} with configured public keys; of algorithms it knows ES256. */
final class JwtMount implements Mount {
  private final Roles roles = new Roles();
  private volatile List<String> keys = List.of();
  private final Tokens tokens;
  private final TestClock clock;

  JwtMount(Tokens tokens, TestClock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  @Override
  public String type() {
    return "jwt";
  }

  @Override
  public boolean isOpen(String path) {
    return path.equals("login");
  }

  @Override
  public Answer handle(Call call) {
    String[] parts = call.path().split("/", -1);
    if (call.path().equals("login")) {
      return login(call);
    }
    if (call.path().equals("config")) {
      keys = call.params().only("jwt_validation_pubkeys").texts("jwt_validation_pubkeys");
      return Answer.nothing();
    }
    if (parts.length != 2 || !parts[0].equals("role")) {
      throw Refusal.unsupportedPath();
    }
    return roles.handle(
        call, parts[1], "role_type", "user_claim", "bound_subject", "bound_audiences");
  }

  private Answer login(Call call) {
    call.must(Call.Operation.WRITE);
    Params params = call.params().only("role", "jwt");
    if (keys.isEmpty()) {
      throw Refusal.bad("could not load configuration");
    }
    String name = params.text("role");
    Params role =
        roles.find(name).orElseThrow(() -> Refusal.bad("role \"" + name + "\" could not be found"));
    Map<String, Object> claims = claims(params.text("jwt"));
    String subject = String.valueOf(claims.get("sub"));
    boolean bound =
        role.text("bound_subject").isEmpty() || role.text("bound_subject").equals(subject);
    if (!bound) {
      throw Refusal.bad("error validating token: invalid subject (sub) claim");
    }
    TokenTerms terms = TokenTerms.ofRole(role, "jwt-" + subject, Map.of("role", name));
    return Answer.auth(tokens.create(terms, call, null, subject).auth(terms.firstTtl()));
  }

  private Map<String, Object> claims(String jwt) {
    String[] parts = jwt.split("\\.", -1);
    if (parts.length == 3 && keys.stream().anyMatch(key -> verifies(key, parts))) {
      try {
        Map<String, Object> claims =
            Json.asObject(Json.parse(Base64.getUrlDecoder().decode(parts[1])));
        Object end = claims.get("exp");
        boolean alive =
            end instanceof Number seconds && seconds.longValue() > clock.now().getEpochSecond();
        if (alive) {
          return claims;
        }
        throw Refusal.bad("error validating token: invalid expiration time (exp) claim: expired");
      } catch (IOException e) {
        // As a wrong signature.
      }
    }
    throw Refusal.bad(
        "error validating token: error verifying token signature: no known key successfully"
            + " validated the token signature");
  }

  private static boolean verifies(String pem, String[] parts) {
    try {
      String base64 = pem.replaceAll("-----[^-]*-----", "").replaceAll("\\s", "");
      PublicKey key =
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
