package dev.provisioning.kms.spi.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.spi.http.TestCertificates.Identity;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As whom the transport shows itself. */
@Timeout(60)
class ClientCertificateTest {
  private final TestCertificates ca = TestCertificates.authority();
  @TempDir Path folder;

  private Path caFile() {
    return TestCertificates.pem(folder.resolve("ca.pem"), ca.certificate());
  }

  private static String answer(HttpSettings.Builder settings) {
    try (HttpTransport transport = HttpTransport.open(settings.build())) {
      return Calls.body(transport, Calls.post("x"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void clientCertificate_ofEachKind_isShown(String algorithm) {
    Identity client = ca.client(algorithm);
    Path chain = TestCertificates.pem(folder.resolve("client.pem"), client.certificate());
    Path key =
        TestCertificates.pem(folder.resolve("key.pem"), TestCertificates.pkcs8(client.keys()));
    try (LoopbackServer server =
        LoopbackServer.startTls(
            ca.context(ca.server("localhost")),
            true,
            (r, c) ->
                c.reply(200, ((SSLSocket) c.socket()).getSession().getPeerPrincipal().getName()))) {
      HttpSettings.Builder settings =
          HttpSettings.builder(server.uri("localhost"))
              .caFile(caFile())
              .clientCertificate(chain, key);
      assertThat(answer(settings)).isEqualTo("CN=client");
      server.protocols("TLSv1.2");
      assertThat(answer(settings)).isEqualTo("CN=client");
    }
  }

  /**
   * OpenSSL's servers refuse to resume a session with a certificate unless they are set up for it.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void send_secondConnection_resumesUnlessACertificateWasShown(boolean shown) {
    Identity client = ca.client("EC");
    Path chain = TestCertificates.pem(folder.resolve("client.pem"), client.certificate());
    Path key =
        TestCertificates.pem(folder.resolve("key.pem"), TestCertificates.pkcs8(client.keys()));
    try (LoopbackServer server =
        LoopbackServer.startTls(
            ca.context(ca.server("localhost")),
            shown,
            (r, c) -> {
              byte[] id = ((SSLSocket) c.socket()).getSession().getId();
              c.reply(200, HexFormat.of().formatHex(id));
              c.socket().close();
            })) {
      server.protocols("TLSv1.2");
      HttpSettings.Builder settings =
          HttpSettings.builder(server.uri("localhost")).caFile(caFile());
      if (shown) {
        settings.clientCertificate(chain, key);
      }
      try (HttpTransport transport = HttpTransport.open(settings.build())) {
        String first = Calls.body(transport, Calls.get("/"));
        String second = Calls.body(transport, Calls.get("/"));
        assertThat(server.connections()).isGreaterThan(1);
        assertThat(first.equals(second)).isNotEqualTo(shown);
      }
    }
  }

  @Test
  void clientKeystore_pkcs12_isShown() throws Exception {
    Path file = folder.resolve("client.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      TestCertificates.keystore(ca.client("RSA"), "hunter2").store(out, "hunter2".toCharArray());
    }
    try (Secret password = Secret.of("hunter2".toCharArray());
        LoopbackServer server =
            LoopbackServer.startTls(
                ca.context(ca.server("localhost")), true, LoopbackServer.ok("answer"))) {
      assertThat(
              answer(
                  HttpSettings.builder(server.uri("localhost"))
                      .caFile(caFile())
                      .clientKeystore(file, password)))
          .isEqualTo("answer");
    }
  }

  /** The alert can be lost when the connection ends with it, so its text is looked at below. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void send_serverWantsAClientCertificate_isUnavailable(String protocol) {
    try (LoopbackServer server =
            LoopbackServer.startTls(
                ca.context(ca.server("localhost")), true, LoopbackServer.ok("answer"));
        HttpTransport transport =
            HttpTransport.open(
                HttpSettings.builder(server.uri("localhost")).caFile(caFile()).build())) {
      server.protocols(protocol);
      assertThat(Calls.failure(transport, Calls.get("/")).code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(server.requests()).isEmpty();
    }
  }
}
