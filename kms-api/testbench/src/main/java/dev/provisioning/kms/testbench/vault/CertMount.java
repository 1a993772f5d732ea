package dev.provisioning.kms.testbench.vault;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/** {@code auth/cert}: the certificate that the client showed on the connection. */
final class CertMount implements Mount {
  private final Roles roles = new Roles();
  private final Tokens tokens;

  CertMount(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public String type() {
    return "cert";
  }

  @Override
  public boolean isOpen(String path) {
    return path.equals("login");
  }

  @Override
  public Answer handle(Call call) {
    if (call.path().equals("login")) {
      return login(call);
    }
    String[] parts = call.path().split("/", -1);
    if (parts.length != 2 || !parts[0].equals("certs")) {
      throw Refusal.unsupportedPath();
    }
    return roles.handle(call, parts[1], "certificate", "display_name", "allowed_common_names");
  }

  private Answer login(Call call) {
    call.must(Call.Operation.WRITE);
    String wanted = call.params().only("name").text("name");
    List<X509Certificate> shown = call.request().clientChain();
    if (shown.isEmpty()) {
      throw Refusal.bad("client certificate must be supplied");
    }
    for (Map.Entry<String, Params> role : roles.all()) {
      boolean named = wanted.isEmpty() || wanted.equals(role.getKey());
      if (named && isTrusted(shown.get(0), role.getValue())) {
        TokenTerms terms = TokenTerms.ofRole(role.getValue(), "cert", Map.of());
        return Answer.auth(tokens.create(terms, call, null, "cert").auth(terms.firstTtl()));
      }
    }
    throw Refusal.bad("invalid certificate or no client certificate supplied");
  }

  /** The certificate itself, or that of the authority that signed it. */
  private static boolean isTrusted(X509Certificate shown, Params role) {
    try {
      X509Certificate trusted =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(
                          role.text("certificate").getBytes(StandardCharsets.US_ASCII)));
      if (!trusted.equals(shown)) {
        shown.verify(trusted.getPublicKey());
      }
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
