package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.Json;
import dev.provisioning.kms.testbench.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Prepares a Vault for a test, with the root token. A call that the server refuses throws with its
 * answer. Safe for use by many threads.
 */
public final class VaultAdmin {
  /** Marks the administrator's requests, which a stand-in neither disturbs nor records. */
  static final String MARK = "X-Kms-Bench-Admin";

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private final URI address;
  private final String rootToken;
  private final @Nullable TestAuthority authority;
  private volatile HttpClient client;

  VaultAdmin(URI address, String rootToken, @Nullable TestAuthority authority) {
    this.address = address;
    this.rootToken = rootToken;
    this.authority = authority;
    this.client = newClient(authority);
  }

  private static HttpClient newClient(@Nullable TestAuthority authority) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
    return authority == null
        ? builder.build()
        : builder.sslContext(authority.clientContext()).build();
  }

  /** Forgets its connections, which a restart of the server has ended; a POST is not repeated. */
  void reconnect() {
    client = newClient(authority);
  }

  /** The root token. */
  public String rootToken() {
    return rootToken;
  }

  /** Mounts a Transit engine. */
  public void mountTransit(String path) {
    post("sys/mounts/" + path, Map.of("type", "transit"));
  }

  /** Enables a login method at its usual path. */
  public void enableLogin(String type) {
    post("sys/auth/" + type, Map.of("type", type));
  }

  /** Makes a key of the default type in {@code transit} under a name that nobody else has. */
  public String newKey() {
    String name = "key-" + UUID.randomUUID();
    createKey("transit", name, Map.of());
    return name;
  }

  /** Makes a key, with {@code type}, {@code derived} and so on. */
  public void createKey(String mount, String name, Map<String, ?> parameters) {
    post(mount + "/keys/" + name, parameters);
  }

  /** Makes a new version of a key of {@code transit}. */
  public void rotate(String name) {
    post("transit/keys/" + name + "/rotate", Map.of());
  }

  /** The newest version of a key of {@code transit}. */
  public int latestVersion(String name) {
    return ((Number) readKey(name).getOrDefault("latest_version", 0)).intValue();
  }

  /** What the server says about a key of {@code transit}. */
  public Map<String, Object> readKey(String name) {
    return must(send("GET", "transit/keys/" + name, null)).data();
  }

  /** Whether there is a key in {@code transit}. */
  public boolean hasKey(String name) {
    return send("GET", "transit/keys/" + name, null).status() == 200;
  }

  /** Refuses older versions of a key of {@code transit}. */
  public void minDecryptionVersion(String name, int version) {
    configure(name, Map.of("min_decryption_version", version));
  }

  /** Changes the configuration of a key of {@code transit}. */
  public void configure(String name, Map<String, ?> parameters) {
    post("transit/keys/" + name + "/config", parameters);
  }

  /** Destroys older versions of a key of {@code transit}, after making them unusable. */
  public void trim(String name, int version) {
    configure(name, Map.of("min_decryption_version", version, "min_encryption_version", version));
    post("transit/keys/" + name + "/trim", Map.of("min_available_version", version));
  }

  /** Deletes a key of {@code transit}. */
  public void deleteKey(String name) {
    configure(name, Map.of("deletion_allowed", true));
    must(send("DELETE", "transit/keys/" + name, null));
  }

  /** Writes a policy. */
  public void policy(String name, String text) {
    post("sys/policies/acl/" + name, Map.of("policy", text));
  }

  /** Makes a token with one policy, for an hour. */
  public String token(String policy) {
    return token(Map.of("policies", List.of(policy), "ttl", "1h"));
  }

  /** Makes a token, with {@code ttl}, {@code num_uses} and so on. */
  public String token(Map<String, ?> parameters) {
    return text(post("auth/token/create", parameters).auth(), "client_token");
  }

  /** Ends a token. */
  public void revoke(String token) {
    post("auth/token/revoke", Map.of("token", token));
  }

  /** Whether a token is valid now. */
  public boolean isValid(String token) {
    return send("POST", "auth/token/lookup", Map.of("token", token)).status() == 200;
  }

  /** Makes an AppRole role. */
  public AppRole appRole(String name, Map<String, ?> parameters) {
    post("auth/approle/role/" + name, parameters);
    String path = "auth/approle/role/" + name + "/role-id";
    return new AppRole(text(must(send("GET", path, null)).data(), "role_id"), secretId(name));
  }

  /** Makes another secret for an AppRole role. */
  public String secretId(String name) {
    return text(post("auth/approle/role/" + name + "/secret-id", Map.of()).data(), "secret_id");
  }

  /** Makes a user of userpass. */
  public void user(String name, String password, Map<String, ?> parameters) {
    Map<String, Object> all = new LinkedHashMap<>(parameters);
    all.put("password", password);
    post("auth/userpass/users/" + name, all);
  }

  /** Seals the server. */
  public void seal() {
    post("sys/seal", Map.of());
  }

  /** Opens the seal and waits until the server is active. */
  void unseal(String key) {
    post("sys/unseal", Map.of("key", key));
    long limit = System.nanoTime() + TIMEOUT.toNanos();
    while (send("GET", "sys/health", null).status() != 200) {
      if (System.nanoTime() > limit) {
        throw new IllegalStateException("unsealed, but not active");
      }
      Thread.onSpinWait();
    }
  }

  /** Writes, and takes anything but a success for an error. */
  public VaultAnswer post(String path, Map<String, ?> parameters) {
    return must(send("POST", path, parameters));
  }

  /** Sends a request as root and returns whatever comes. */
  public VaultAnswer send(String method, String path, @Nullable Map<String, ?> parameters) {
    String body = parameters == null ? null : Json.write(parameters);
    return exchange(method, path, body, Map.of("X-Vault-Token", rootToken, MARK, "true"));
  }

  /**
   * Sends a request of anybody and returns whatever comes.
   *
   * @param path behind {@code /v1/}, with its query
   * @param headers such as the token's
   */
  public VaultAnswer exchange(
      String method, String path, @Nullable String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve("/v1/" + path)).timeout(TIMEOUT);
    headers.forEach(request::header);
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new VaultAnswer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static VaultAnswer must(VaultAnswer answer) {
    if (answer.status() >= 300) {
      throw new IllegalStateException(answer.toString());
    }
    return answer;
  }

  private static String text(Map<String, Object> map, String name) {
    return String.valueOf(map.get(name));
  }

  /** What an AppRole login takes. */
  public record AppRole(String roleId, String secretId) {}
}
