package dev.provisioning.kms.vault.login;

import com.fasterxml.jackson.core.JsonToken;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.vault.wire.VaultJson;
import dev.provisioning.kms.vault.wire.VaultRequest;
import dev.provisioning.kms.vault.wire.VaultWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What tests of public logins need of a real server. */
public final class RealVaultAccess implements AutoCloseable {
  private final RealVault vault;
  private final String authority;
  private final HttpTransport withCertificate;

  /**
   * Starts a server with all the logins that it can play.
   *
   * @param folder for its certificates
   * @throws IOException if it does not start
   */
  public RealVaultAccess(Path folder) throws IOException {
    vault = new RealVault(folder);
    root("POST", "sys/mounts/pki", "{\"type\":\"pki\"}");
    root("POST", "pki/root/generate/internal", "{\"common_name\":\"authority\"}");
    root(
        "POST",
        "pki/roles/web",
        "{\"allow_any_name\":true,\"key_type\":\"ec\",\"key_bits\":256,\"max_ttl\":\"1h\"}");
    Map<String, String> issued =
        root(
            "POST",
            "pki/issue/web",
            "{\"common_name\":\"web\",\"private_key_format\":\"pkcs8\",\"ttl\":\"1h\"}");
    authority = issued.getOrDefault("issuing_ca", "");
    Path chain =
        Files.writeString(folder.resolve("web.pem"), issued.getOrDefault("certificate", ""));
    Path key = Files.writeString(folder.resolve("web.key"), issued.getOrDefault("private_key", ""));
    withCertificate = HttpTransport.open(vault.settings().clientCertificate(chain, key).build());
  }

  /**
   * Asks as root.
   *
   * @param method the method
   * @param path below {@code /v1/}
   * @param json the body
   * @return all texts and numbers of the answer by name
   */
  public Map<String, String> root(String method, String path, String json) {
    return vault.root(method, path, json);
  }

  /**
   * Asks as root and has the answer wrapped.
   *
   * @param path below {@code /v1/}
   * @return the wrapping token
   */
  public String wrapped(String path) {
    return vault.root("POST", path, "{}", "60s").getOrDefault("token", "");
  }

  /**
   * Returns the certificate of who made the one of {@link #withCertificate()}.
   *
   * @return PEM, with line ends as JSON has them
   */
  public String authority() {
    return authority.replace("\n", "\\n");
  }

  /**
   * Returns a transport without a client certificate.
   *
   * @return the transport
   */
  public HttpTransport transport() {
    return vault.transport();
  }

  /**
   * Returns a transport that shows a client certificate.
   *
   * @return the transport
   */
  public HttpTransport withCertificate() {
    return withCertificate;
  }

  /**
   * Looks a token up with itself, as any request with it.
   *
   * @return the request; texts and numbers of the answer by name
   */
  public Function<char[], Map<String, String>> lookup() {
    return get("auth/token/lookup-self");
  }

  /**
   * Asks for a path.
   *
   * @param path below {@code /v1/}
   * @return the request; texts and numbers of the answer by name
   */
  public Function<char[], Map<String, String>> get(String path) {
    VaultWire wire = new VaultWire(transport(), Optional.empty());
    return token ->
        wire.send(
                VaultRequest.get(path),
                token,
                json -> {
                  Map<String, String> texts = new HashMap<>();
                  VaultJson.object(
                      json,
                      (name, value) -> {
                        if (value.currentToken().isScalarValue()
                            && value.currentToken() != JsonToken.VALUE_NULL) {
                          texts.put(name, value.getText());
                        }
                      });
                  return texts;
                })
            .orElse(Map.of());
  }

  @Override
  public void close() {
    withCertificate.close();
    vault.close();
  }
}
