package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.vault.login.TinyServer.Reply;
import dev.provisioning.kms.vault.login.TinyServer.Request;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** As much of a Vault as logins see, told by the test what to say. */
final class ScriptedVault implements AutoCloseable {
  static final String INVALID = "{\"errors\":[\"permission denied\\n\\t* invalid token\"]}";
  static final String DENIED = "{\"errors\":[\"permission denied\"]}";

  final List<Request> requests = new CopyOnWriteArrayList<>();
  final AtomicInteger logins = new AtomicInteger();
  private final Map<String, Function<Request, Reply>> scripts = new ConcurrentHashMap<>();
  private final TinyServer server = new TinyServer(this::answer);
  private final List<HttpTransport> transports = new ArrayList<>();

  ScriptedVault() {
    logsIn(60, true);
    on("/v1/auth/token/renew-self", request -> Reply.json(200, auth("t1", 60, true, "")));
    on("/v1/auth/token/lookup-self", request -> Reply.json(200, "{\"data\":{}}"));
    on("/v1/auth/token/revoke-self", request -> new Reply(204, "", ""));
  }

  private Reply answer(Request request) {
    requests.add(request);
    return scripts
        .getOrDefault(
            request.path(), r -> Reply.json(404, "{\"errors\":[\"no handler for route\"]}"))
        .apply(request);
  }

  void on(String path, Function<Request, Reply> script) {
    scripts.put(path, script);
  }

  /** Every login gives another token: t1, t2 and so on. */
  void logsIn(int lease, boolean renewable) {
    logsIn(lease, renewable, "");
  }

  void logsIn(int lease, boolean renewable, String more) {
    on(
        "/v1/auth/test/login",
        request -> Reply.json(200, auth("t" + logins.incrementAndGet(), lease, renewable, more)));
  }

  void refusesLogins(int status, String body) {
    on(
        "/v1/auth/test/login",
        request -> {
          logins.incrementAndGet();
          return Reply.json(status, body);
        });
  }

  static String auth(String token, int lease, boolean renewable, String more) {
    return "{\"request_id\":\"r\",\"renewable\":false,\"auth\":{\"client_token\":\"%s\",\"policies\":[],\"lease_duration\":%d,\"renewable\":%b%s}}"
        .formatted(token, lease, renewable, more);
  }

  long count(String path) {
    return requests.stream().filter(r -> r.path().equals(path)).count();
  }

  long renewals() {
    return count("/v1/auth/token/renew-self");
  }

  long lookups() {
    return count("/v1/auth/token/lookup-self");
  }

  /** The tokens that were given back. */
  List<String> revoked() {
    return requests.stream()
        .filter(r -> r.path().equals("/v1/auth/token/revoke-self"))
        .map(r -> r.header("x-vault-token"))
        .toList();
  }

  URI address() {
    return server.address();
  }

  HttpTransport transport() {
    return transport(List.of(address()));
  }

  HttpTransport transport(List<URI> addresses) {
    HttpTransport transport = HttpTransport.open(HttpSettings.builder(addresses).build());
    transports.add(transport);
    return transport;
  }

  /** A session that logs in at {@code auth/test} with a password. */
  Session session(KmsClock clock) {
    return session(login(), clock);
  }

  Session session(LoginMethod method, KmsClock clock) {
    // No test waits for this to end: the tests are not about how fast a machine is.
    return Session.open(
        method, transport(), Optional.empty(), clock, java.time.Duration.ofMinutes(1));
  }

  static LoginMethod login() {
    return new LoginMethod.Login(
        call -> call.auth().loginByAppRole("test", "role", "secret-of-the-test"), () -> {});
  }

  @Override
  public void close() {
    transports.forEach(HttpTransport::close);
    server.close();
  }
}
