package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.TestAuthority;
import dev.provisioning.kms.testbench.WireReply;
import dev.provisioning.kms.testbench.WireRequest;
import dev.provisioning.kms.testbench.WireServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Vault in this JVM, with real cryptography and the real server's answers, including the wrong
 * ones; a differential test compares the two. Transit, tokens, policies and the logins are there,
 * other secrets engines are not. Safe for use by many threads.
 */
public final class VaultStandIn implements VaultServer {
  private final VaultState state;
  private final Dispatcher dispatcher;
  private final Faults faults = new Faults();
  private final List<WireRequest> requests = new CopyOnWriteArrayList<>();
  private final @Nullable TestAuthority authority;
  private final WireServer server;
  private final VaultAdmin admin;

  private VaultStandIn(VaultProfile profile, @Nullable TestAuthority authority) {
    this.state = new VaultState(profile);
    this.dispatcher = new Dispatcher(state);
    this.authority = authority;
    this.server =
        authority == null
            ? WireServer.start(this::answer)
            : WireServer.start(this::answer, authority.serverContext());
    Token root = state.tokens.root();
    this.admin = new VaultAdmin(address(), root.id, authority);
    if (profile == VaultProfile.ENTERPRISE) {
      faults.answer(1, Faults.on("transit/encrypt"), Faults.notYetConsistent());
    }
  }

  /** Starts one that speaks plain HTTP. */
  public static VaultStandIn start(VaultProfile profile) {
    return new VaultStandIn(profile, null);
  }

  /** Starts one that speaks TLS and knows client certificates. */
  public static VaultStandIn startTls(VaultProfile profile) {
    return new VaultStandIn(profile, TestAuthority.create());
  }

  private WireReply answer(WireRequest request) {
    boolean administrator = request.header(VaultAdmin.MARK).isPresent();
    if (administrator) {
      return dispatcher.answer(request);
    }
    requests.add(request);
    return faults.apply(request, dispatcher::answer);
  }

  @Override
  public URI address() {
    return URI.create((authority == null ? "http" : "https") + "://127.0.0.1:" + server.port());
  }

  @Override
  public VaultAdmin admin() {
    return admin;
  }

  @Override
  public boolean isReal() {
    return false;
  }

  @Override
  public Optional<TestAuthority> authority() {
    return Optional.ofNullable(authority);
  }

  /** What it is to do wrong; the administrator's requests are spared. */
  public Faults faults() {
    return faults;
  }

  /** The requests that arrived so far, in their order, without the administrator's. */
  public List<WireRequest> requests() {
    return List.copyOf(requests);
  }

  /** Those whose path has a word in it, such as {@code encrypt}. */
  public List<WireRequest> requests(String word) {
    return requests.stream().filter(Faults.on(word)).toList();
  }

  /** Forgets the requests that arrived so far. */
  public void forgetRequests() {
    requests.clear();
  }

  /** How many connections were made, the administrator's included. */
  public int connections() {
    return server.connections();
  }

  /** Lets time pass for tokens and their leases. */
  public void advance(Duration by) {
    state.clock.advance(by);
  }

  /** Gives it a role in a cluster, for health. */
  public void role(VaultRole role) {
    state.health.role(role);
  }

  /** Makes a token of a Kubernetes service account, for the login. */
  public String serviceAccountToken(String namespace, String name) {
    return state.serviceAccounts.token(namespace, name);
  }

  /** Ends a token of a service account, as Kubernetes does every hour. */
  public void expireServiceAccountToken(String token) {
    state.serviceAccounts.forget(token);
  }

  @Override
  public void kill() {
    server.stop();
    state.seal.seal();
  }

  @Override
  public void stop() {
    kill();
  }

  @Override
  public void startAgain() {
    server.startAgain();
    admin.reconnect();
  }

  @Override
  public void unseal() {
    admin.unseal(state.seal.key());
  }

  @Override
  public void close() {
    server.close();
    if (authority != null) {
      authority.close();
    }
  }
}
