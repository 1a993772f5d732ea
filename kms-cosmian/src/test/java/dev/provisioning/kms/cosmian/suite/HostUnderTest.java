package dev.provisioning.kms.cosmian.suite;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.testbench.cosmian.CosmianAdmin;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import dev.provisioning.kms.testkit.KmsUnderTest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Three keys of one test on a running server, and the failures that its access can show. */
class HostUnderTest implements KmsUnderTest {
  private final CosmianHost host;
  private final String[] more;
  private final String first = CosmianHosts.freshKey();
  private final String second = CosmianHosts.freshKey();
  private final String other = CosmianHosts.freshKey();

  HostUnderTest(CosmianHost host, String... more) {
    this.host = host;
    this.more = more;
    CosmianAdmin admin = host.admin();
    admin.createKey(first);
    admin.createKey(second);
    admin.createKey(other);
  }

  @Override
  public KmsBackend open() {
    return new AllowingBackend(Opened.backend(Opened.settings(host, first, more)), second);
  }

  @Override
  public KmsBackend openOtherKey() {
    return Opened.backend(Opened.settings(host, other, more));
  }

  @Override
  public Optional<String> secondKey() {
    return Optional.of(second);
  }

  @Override
  public Optional<String> uri(int port) {
    return Optional.of("cosmian:" + first + "?server-url=http://127.0.0.1:" + port);
  }

  @Override
  public Optional<KmsBackend> openFailing(ErrorCode code) {
    return switch (code) {
      case KEY_NOT_FOUND -> Optional.of(on(host.settings(), CosmianHosts.freshKey()));
      case KEY_DISABLED -> disabled();
      case UNAUTHENTICATED -> withoutCredentials();
      case ACCESS_DENIED -> stranger();
      default -> Optional.of(unreachable());
    };
  }

  /** Before 5.25 a revoked key is as if it was not there. */
  private Optional<KmsBackend> disabled() {
    if (!host.era().atLeast(5, 25)) {
      return Optional.empty();
    }
    String revoked = CosmianHosts.freshKey();
    host.admin().createKey(revoked);
    host.admin().revoke(revoked);
    return Optional.of(on(host.settings(), revoked));
  }

  private Optional<KmsBackend> withoutCredentials() {
    Map<String, String> settings = new LinkedHashMap<>(host.settings());
    boolean token = settings.replace("api_key", "AAECAwQFBgcICQoLDA0ODw==") != null;
    boolean certificate = settings.remove("client_cert_file") != null;
    settings.remove("client_key_file");
    return token || certificate ? Optional.of(on(settings, first)) : Optional.empty();
  }

  private Optional<KmsBackend> stranger() {
    return host.settings().containsKey("client_cert_file")
        ? Optional.of(on(host.settings(CosmianHost.STRANGER), first))
        : Optional.empty();
  }

  private KmsBackend unreachable() {
    Map<String, String> settings = new LinkedHashMap<>(host.settings());
    // Port 1 of loopback refuses connections.
    settings.put("server_url", host.address().getScheme() + "://127.0.0.1:1");
    return on(settings, first);
  }

  private static KmsBackend on(Map<String, String> settings, String key) {
    return Opened.backend(Opened.settings(settings, key));
  }
}
