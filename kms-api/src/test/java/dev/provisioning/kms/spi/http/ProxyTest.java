package dev.provisioning.kms.spi.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A proxy is used if it is configured, and only then. */
@Timeout(60)
class ProxyTest {
  @Test
  void send_withProxy_asksTheProxy() {
    try (LoopbackServer proxy = LoopbackServer.start(LoopbackServer.ok("by proxy"));
        HttpTransport transport =
            HttpTransport.open(
                HttpSettings.builder(URI.create("http://kms.example"))
                    .proxy(proxy.uri())
                    .build())) {
      assertThat(Calls.body(transport, Calls.get("/x"))).isEqualTo("by proxy");
      assertThat(proxy.requests().get(0).path()).isEqualTo("http://kms.example/x");
    }
  }

  @Test
  void send_proxyOfTheSystem_isNotUsed() {
    ProxySelector before = ProxySelector.getDefault();
    try (LoopbackServer proxy = LoopbackServer.start(LoopbackServer.ok("by proxy"));
        LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("direct"))) {
      ProxySelector.setDefault(
          ProxySelector.of(new InetSocketAddress(proxy.uri().getHost(), proxy.uri().getPort())));
      try (HttpTransport transport = Calls.open(server)) {
        assertThat(Calls.body(transport, Calls.get("/"))).isEqualTo("direct");
      }
      assertThat(proxy.connections()).isZero();
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void send_tlsThroughAProxyThatRefuses_isUnavailableAndNamesTheSetting() {
    for (int status : new int[] {403, 407, 502}) {
      try (LoopbackServer proxy = LoopbackServer.start((r, c) -> c.reply(status, "no"));
          HttpTransport transport =
              HttpTransport.open(
                  HttpSettings.builder(URI.create("https://kms.example"))
                      .proxy(proxy.uri())
                      .build())) {
        KmsException e = Calls.failure(transport, Calls.post("secret"));
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(e).hasMessageContaining("proxy_url");
        assertThat(proxy.requests())
            .allMatch(r -> r.method().equals("CONNECT") && r.header("X-Vault-Token").isEmpty());
      }
    }
  }
}
