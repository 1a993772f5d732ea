package dev.provisioning.kms.spi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.TestCertificates.Identity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the transport believes. */
@Timeout(60)
class TlsTest {
  private final TestCertificates ca = TestCertificates.authority();
  @TempDir Path folder;

  private LoopbackServer server(Identity identity) {
    return LoopbackServer.startTls(ca.context(identity), false, LoopbackServer.ok("answer"));
  }

  private Path caFile() {
    return TestCertificates.pem(folder.resolve("ca.pem"), ca.certificate());
  }

  private static String answer(HttpSettings.Builder settings) {
    try (HttpTransport transport = HttpTransport.open(settings.build())) {
      return Calls.body(transport, Calls.post("x"));
    }
  }

  private static KmsException refusal(HttpSettings.Builder settings) {
    try (HttpTransport transport = HttpTransport.open(settings.build())) {
      KmsException e = Calls.failure(transport, Calls.get("/"));
      assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(e.isRetryable()).isFalse();
      return e;
    }
  }

  @Test
  void caFile_ofTheServersAuthority_isBelieved() {
    try (LoopbackServer server = server(ca.server("localhost"))) {
      assertThat(answer(HttpSettings.builder(server.uri("localhost")).caFile(caFile())))
          .isEqualTo("answer");
    }
  }

  @Test
  void caFile_bundleWithCommentsAndOtherAuthorities_isBelieved() throws IOException {
    Path bundle = folder.resolve("bundle.pem");
    Files.writeString(
        bundle,
        "# Some CA\n"
            + TestCertificates.pem(TestCertificates.authority().certificate())
            + "\nOurs: CN=Test\r\n"
            + TestCertificates.pem(ca.certificate()).replace("\n", "\r\n"));
    try (LoopbackServer server = server(ca.server("localhost"))) {
      assertThat(answer(HttpSettings.builder(server.uri("localhost")).caFile(bundle)))
          .isEqualTo("answer");
    }
  }

  @Test
  void caFile_ofAnotherAuthority_replacesTheSystemsAndRefuses() {
    Path other =
        TestCertificates.pem(
            folder.resolve("other.pem"), TestCertificates.authority().certificate());
    try (LoopbackServer server = server(ca.server("localhost"))) {
      assertThat(refusal(HttpSettings.builder(server.uri("localhost")).caFile(other)))
          .hasMessageContaining("ca_file");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void send_authorityOfNobody_isRefusedByDefault() {
    try (LoopbackServer server = server(ca.server("localhost"))) {
      assertThat(refusal(HttpSettings.builder(server.uri("localhost"))))
          .hasMessageContaining("not trusted")
          .hasMessageContaining("ca_file");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void send_certificateForAnotherName_isRefused() {
    try (LoopbackServer server = server(ca.server("kms.example"))) {
      assertThat(refusal(HttpSettings.builder(server.uri("localhost")).caFile(caFile())))
          .hasMessageContaining("another name")
          .hasMessageContaining("tls_server_name");
    }
  }

  @Test
  void send_certificateForTheAddressItself_isBelieved() {
    try (LoopbackServer server = server(ca.server("127.0.0.1"))) {
      assertThat(answer(HttpSettings.builder(server.uri()).caFile(caFile()))).isEqualTo("answer");
    }
  }

  @Test
  void send_expiredCertificate_isRefusedAndSaysSo() {
    try (LoopbackServer server = server(ca.expired("localhost"))) {
      assertThat(refusal(HttpSettings.builder(server.uri("localhost")).caFile(caFile())))
          .hasMessageContaining("has expired");
    }
  }

  /** Nothing has been sent, so that a call that must not be repeated can go on too. */
  @Test
  void send_expiredCertificateAtTheFirstAddress_asksTheSecond() {
    try (LoopbackServer first = server(ca.expired("localhost"));
        LoopbackServer second = server(ca.server("localhost"))) {
      List<URI> addresses = List.of(first.uri("localhost"), second.uri("localhost"));
      assertThat(answer(HttpSettings.builder(addresses).caFile(caFile()))).isEqualTo("answer");
      assertThat(first.requests()).isEmpty();
    }
  }

  @Test
  void send_serverWithoutTls_isRefusedAndSaysSo() {
    try (LoopbackServer plain =
        LoopbackServer.speaking("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")) {
      URI address = URI.create("https://" + plain.uri().getAuthority());
      assertThat(refusal(HttpSettings.builder(address))).hasMessageContaining("does not speak TLS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1", "TLSv1.1"})
  void send_serverWithOldTlsAlone_isRefused(String protocol) {
    try (LoopbackServer server = server(ca.server("localhost"))) {
      server.protocols(protocol);
      HttpSettings settings =
          HttpSettings.builder(server.uri("localhost")).caFile(caFile()).build();
      try (HttpTransport transport = HttpTransport.open(settings)) {
        assertThat(Calls.failure(transport, Calls.get("/")).code())
            .isEqualTo(ErrorCode.UNAVAILABLE);
      }
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void send_serverWithTls12Alone_isServed() {
    try (LoopbackServer server = server(ca.server("localhost"))) {
      server.protocols("TLSv1.2");
      assertThat(answer(HttpSettings.builder(server.uri("localhost")).caFile(caFile())))
          .isEqualTo("answer");
    }
  }

  @Test
  void tlsServerName_ofTheCertificate_isAskedForAndAccepted() {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (LoopbackServer server =
        LoopbackServer.startTls(
            ca.context(ca.server("kms.example")),
            false,
            (r, c) -> {
              ExtendedSSLSession session =
                  (ExtendedSSLSession) ((SSLSocket) c.socket()).getSession();
              asked.add(session.getRequestedServerNames().toString());
              c.reply(200, "answer");
            })) {
      for (String host : new String[] {"localhost", "127.0.0.1"}) {
        assertThat(
                answer(
                    HttpSettings.builder(server.uri(host))
                        .caFile(caFile())
                        .tlsServerName("kms.example")))
            .isEqualTo("answer");
      }
      assertThat(asked).hasSize(2).allMatch(names -> names.contains("kms.example"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  void tlsServerName_certificateForTheAddressAlone_isRefused(String host) {
    try (LoopbackServer server = server(ca.server(host))) {
      assertThat(
              refusal(
                  HttpSettings.builder(server.uri(host))
                      .caFile(caFile())
                      .tlsServerName("kms.example")))
          .hasMessageContaining("tls_server_name");
      assertThat(server.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hex", "HEX", "base64"})
  void tlsPin_ofTheServersKey_isAccepted(String form) {
    Identity identity = ca.server("localhost");
    String hex = Pins.hash(identity.certificate());
    String pin =
        switch (form) {
          case "hex" -> hex;
          case "HEX" -> hex.toUpperCase(Locale.ROOT);
          default -> Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        };
    try (LoopbackServer server = server(identity)) {
      assertThat(
              answer(
                  HttpSettings.builder(server.uri("localhost"))
                      .caFile(caFile())
                      .tlsPin("0".repeat(64))
                      .tlsPin(pin)))
          .isEqualTo("answer");
    }
  }

  @Test
  void tlsPin_ofTheAuthority_isNotEnough() {
    try (LoopbackServer server = server(ca.server("localhost"))) {
      assertThat(
              refusal(
                  HttpSettings.builder(server.uri("localhost"))
                      .caFile(caFile())
                      .tlsPin(Pins.hash(ca.certificate()))))
          .hasMessageContaining("tls_pinned_sha256");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void tlsPin_ofAnUntrustedServer_doesNotReplaceTrust() {
    Identity identity = ca.server("localhost");
    try (LoopbackServer server = server(identity)) {
      assertThat(
              refusal(
                  HttpSettings.builder(server.uri("localhost"))
                      .tlsPin(Pins.hash(identity.certificate()))))
          .hasMessageContaining("ca_file");
    }
  }

  @Test
  void tlsVerifyFalse_anyServer_isBelieved() {
    try (LoopbackServer server = server(ca.expired("kms.example"))) {
      assertThat(answer(HttpSettings.builder(server.uri("localhost")).tlsVerify(false)))
          .isEqualTo("answer");
    }
  }

  @Test
  void tlsVerifyFalse_withPins_stillEnforcesThem() {
    Identity identity = ca.server("kms.example");
    try (LoopbackServer server = server(identity)) {
      HttpSettings.Builder pinned = HttpSettings.builder(server.uri("localhost")).tlsVerify(false);
      assertThat(answer(pinned.tlsPin(Pins.hash(identity.certificate())))).isEqualTo("answer");
      assertThat(
              refusal(
                  HttpSettings.builder(server.uri("localhost"))
                      .tlsVerify(false)
                      .tlsPin("0".repeat(64))))
          .hasMessageContaining("tls_pinned_sha256");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Received fatal alert: certificate_required",
        "(certificate_required) Received fatal alert: certificate_required"
      })
  void explain_alertOfTheServer_saysWhatToSet(String said) {
    KmsException e =
        TlsFailures.explain(new IOException(new SSLHandshakeException(said)), "https://a.example")
            .orElseThrow();
    assertThat(e.isRetryable()).isFalse();
    assertThat(e)
        .hasMessageContaining("(certificate_required)")
        .hasMessageContaining("client_cert_file");
  }

  @Test
  void explain_connectionThatEnded_isNoFailureOfTls() {
    for (String said :
        new String[] {
          "closing inbound before receiving peer's close_notify",
          "Remote host terminated the handshake"
        }) {
      assertThat(TlsFailures.explain(new SSLException(said), "https://a.example")).isEmpty();
    }
  }

  @Test
  void sslContext_ofTheApplication_isUsedWithTheServerName() {
    SSLContext context = ca.trusting();
    try (LoopbackServer server = server(ca.server("kms.example"))) {
      assertThat(
              answer(
                  HttpSettings.builder(server.uri("localhost"))
                      .sslContext(context)
                      .tlsServerName("kms.example")))
          .isEqualTo("answer");
      refusal(HttpSettings.builder(server.uri("localhost")).sslContext(context));
    }
  }

  @Test
  void sslContext_besideOtherSettings_isRefused() {
    assertThatThrownBy(
            () ->
                HttpSettings.builder(URI.create("https://a.example"))
                    .sslContext(ca.trusting())
                    .tlsPin("0".repeat(64))
                    .build())
        .isInstanceOf(KmsException.class);
  }
}
