package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.vault.login.TinyServer.Reply;
import dev.provisioning.kms.vault.login.TinyServer.Request;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Lets everybody in, for tests of what logins send. */
public final class LoginTestServer implements AutoCloseable {
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final ScriptedVault vault = new ScriptedVault();

  /** Starts it. */
  public LoginTestServer() {
    for (String path :
        List.of("approle", "kubernetes", "jwt", "cert", "a/b", "k", "j", "c", "p", "userpass")) {
      vault.on("/v1/auth/" + path + "/login", this::login);
    }
    vault.on("/v1/auth/userpass/login/bob@example.com", this::login);
    vault.on("/v1/auth/p/login/u", this::login);
    vault.on("/v1/sys/wrapping/unwrap", this::unwrap);
  }

  private Reply login(Request request) {
    sent.add(request.method() + " " + request.path() + " " + request.body());
    return Reply.json(200, ScriptedVault.auth("t", 60, false, ""));
  }

  private Reply unwrap(Request request) {
    String token = request.header("x-vault-token");
    sent.add(request.method() + " " + request.path() + " " + token + " " + request.body());
    return token.equals("opened")
        ? Reply.json(400, "{\"errors\":[\"wrapping token is not valid or does not exist\"]}")
        : Reply.json(200, "{\"data\":{\"secret_id\":\"of-" + token + "\"},\"auth\":null}");
  }

  /**
   * Returns what was sent.
   *
   * @return logins and unwrappings in their order
   */
  public List<String> sent() {
    return sent;
  }

  /**
   * Opens a transport to it.
   *
   * @return the transport, closed with this server
   */
  public HttpTransport transport() {
    return vault.transport();
  }

  @Override
  public void close() {
    vault.close();
  }
}
