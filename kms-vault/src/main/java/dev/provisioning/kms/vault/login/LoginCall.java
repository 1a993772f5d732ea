package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpCall;
import dev.provisioning.kms.spi.http.HttpReply;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.spi.http.TimeLimit;
import dev.provisioning.kms.vault.wire.JsonBody;
import dev.provisioning.kms.vault.wire.VaultErrors;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Auth;
import java.util.Arrays;
import java.util.Optional;

/**
 * One exchange with the server: the driver makes the request, our transport sends it, and we read
 * the answer. A new configuration of the driver for each, since it must not change once it is in
 * use; nothing in it comes from the driver's own environment variables, and nothing is repeated.
 * Not safe for use by several threads.
 */
public final class LoginCall implements AutoCloseable {
  /** Our transport puts the real address before the path. */
  private static final String ADDRESS = "http://vault.invalid";

  private final DriverClient client;
  private final Optional<String> namespace;

  LoginCall(HttpTransport transport, Optional<String> namespace, TimeLimit limit) {
    this.client = new DriverClient(transport, limit);
    this.namespace = namespace;
  }

  /**
   * Returns the driver's side for a login.
   *
   * @return the driver's logins; what they return is empty
   * @throws VaultException as the driver does
   */
  public Auth auth() throws VaultException {
    return new Auth(config().build());
  }

  /** The driver takes texts alone: this one lives until it is collected. */
  Auth auth(char[] token) throws VaultException {
    return new Auth(config().token(new String(token)).build());
  }

  private VaultConfig config() throws VaultException {
    VaultConfig config =
        new VaultConfig()
            .environmentLoader(new NoEnvironment())
            .address(ADDRESS)
            .engineVersion(1)
            .httpClient(client);
    if (namespace.isPresent()) {
      config.nameSpace(namespace.get());
    }
    return config;
  }

  /**
   * Logs in with a certificate of one role. Not through the driver, which sends no role, so that
   * the server tries all of them.
   *
   * @param mount the auth mount
   * @param role the role's name; needs no escape
   */
  public void loginByCert(String mount, String role) {
    try (JsonBody json = new JsonBody().text("name", role)) {
      HttpCall.Builder login =
          request("auth/" + mount + "/login")
              .idempotent()
              .elsewhereOn(VaultErrors::anotherNodeMayServe);
      send(login, json.toBytes());
    }
  }

  /**
   * Exchanges a wrapping token for what is wrapped, which works once. Not through the driver, which
   * opens a client of its own for it, without our TLS settings.
   *
   * @param token the wrapping token
   * @param field what is wanted of the data
   * @return the field, which the caller wipes
   * @throws KmsException UNAUTHENTICATED if somebody has opened it before, or it has expired
   */
  char[] unwrap(char[] token, String field) {
    // Asked twice, the server would say that somebody else has opened it.
    HttpCall.Builder request =
        request("sys/wrapping/unwrap")
            .secretHeader("X-Vault-Token", token)
            .elsewhereOn(VaultErrors::nodeDidNothing);
    try (HttpReply reply = send(request, new byte[0])) {
      if (reply.status() != 200) {
        throw LoginErrors.of("unwrap the " + field, reply);
      }
      return AuthAnswer.data(reply.body(), field);
    }
  }

  private HttpCall.Builder request(String path) {
    HttpCall.Builder request = HttpCall.of("POST", "/v1/" + path).header("X-Vault-Request", "true");
    namespace.ifPresent(name -> request.header("X-Vault-Namespace", name));
    return request;
  }

  private HttpReply send(HttpCall.Builder request, byte[] body) {
    try {
      return client.send(request, body);
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  boolean hasAsked() {
    return client.hasAsked();
  }

  boolean isAnswered() {
    return client.reply() != null;
  }

  /** The answer to the last request; wiped when this call is closed. */
  HttpReply reply() {
    HttpReply reply = client.reply();
    if (reply == null) {
      throw KmsException.of(ErrorCode.INTERNAL, "the login made no request; this is a defect");
    }
    return reply;
  }

  @Override
  public void close() {
    HttpReply reply = client.reply();
    if (reply != null) {
      reply.close();
    }
  }
}
