package dev.provisioning.kms.spi.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials and bodies go to configured hosts alone. */
@Timeout(60)
class RedirectTest {
  private static LoopbackServer redirecting(int status, String location) {
    return LoopbackServer.start((r, c) -> c.reply(status, "", "Location: " + location));
  }

  private static HttpTransport open(LoopbackServer server, LoopbackServer other) {
    return HttpTransport.open(
        HttpSettings.builder(server.uri()).redirectHost(other.uri().getAuthority()).build());
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void send_redirectToAForeignHost_isRefusedAndNothingArrivesThere(int status) {
    try (LoopbackServer foreign = LoopbackServer.start(LoopbackServer.ok("stolen"));
        LoopbackServer server = redirecting(status, foreign.uri() + "/v1/x?secret=q");
        HttpTransport transport = Calls.open(server)) {
      KmsException e = Calls.failure(transport, Calls.post("plain"));
      assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(e)
          .hasMessageContaining(foreign.uri().getAuthority())
          .hasMessageNotContaining("secret");
      assertThat(foreign.connections()).isZero();
    }
  }

  @Test
  void send_redirectToAForeignHost_namesTheSetting() {
    try (LoopbackServer server = redirecting(307, "http://other.example:8200/v1/x");
        HttpTransport transport = Calls.open(server)) {
      assertThat(Calls.failure(transport, Calls.get("/")))
          .hasMessageContaining("other.example:8200")
          .hasMessageContaining("redirect_hosts");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 308})
  void send_redirectToAConfiguredHost_takesMethodHeadersAndBodyAlong(int status) {
    try (LoopbackServer leader = LoopbackServer.start(LoopbackServer.ok("answer"));
        LoopbackServer server = redirecting(status, leader.uri() + "/v1/y?z=1");
        HttpTransport transport = open(server, leader);
        HttpReply reply = transport.send(Calls.post("plain"))) {
      assertThat(reply.server()).isEqualTo(leader.uri().toString());
      LoopbackServer.Received request = leader.requests().get(0);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/v1/y?z=1");
      assertThat(request.body()).isEqualTo("plain");
      assertThat(request.header("X-Vault-Token")).isEqualTo("s.secret");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303})
  void send_redirectThatMayChangeTheMethod_isRefusedEvenToAConfiguredHost(int status) {
    try (LoopbackServer leader = LoopbackServer.start(LoopbackServer.ok("answer"));
        LoopbackServer server = redirecting(status, leader.uri() + "/");
        HttpTransport transport = open(server, leader)) {
      assertThat(Calls.failure(transport, Calls.get("/")).code())
          .isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(leader.connections()).isZero();
    }
  }

  @Test
  void send_relativeRedirect_staysOnTheHost() {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> {
                  if (r.path().equals("/a")) {
                    c.reply(307, "", "Location: /b#part");
                  } else {
                    c.reply(200, r.path());
                  }
                });
        HttpTransport transport = Calls.open(server)) {
      assertThat(Calls.body(transport, Calls.get("/a"))).isEqualTo("/b");
    }
  }

  @Test
  void send_moreThanTwoRedirects_isRefused() {
    try (LoopbackServer server =
            LoopbackServer.start((r, c) -> c.reply(307, "", "Location: " + r.path() + "x"));
        HttpTransport transport = Calls.open(server)) {
      assertThat(Calls.failure(transport, Calls.get("/")).code())
          .isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(server.requests()).extracting("path").containsExactly("/", "/x", "/xx");
    }
  }

  @Test
  void send_redirectToAnotherScheme_isRefused() {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> c.reply(307, "", "Location: https://" + r.header("Host") + "/"));
        HttpTransport transport = Calls.open(server)) {
      assertThat(Calls.failure(transport, Calls.get("/")).code())
          .isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void send_redirectFromTlsToPlainHttp_isRefusedEvenOnTheSameHost() {
    TestCertificates ca = TestCertificates.authority();
    TestCertificates.Identity identity = ca.server("localhost");
    try (LoopbackServer plain = LoopbackServer.start(LoopbackServer.ok("stolen"));
        LoopbackServer server =
            LoopbackServer.startTls(
                ca.context(identity),
                false,
                (r, c) -> c.reply(307, "", "Location: " + plain.uri() + "/"));
        HttpTransport transport =
            HttpTransport.open(
                HttpSettings.builder(server.uri("localhost"))
                    .sslContext(ca.trusting())
                    .redirectHost(plain.uri().getAuthority())
                    .build())) {
      assertThat(Calls.failure(transport, Calls.get("/")).code())
          .isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(plain.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://u:p@HOST/",
        "//foreign.example/",
        "http:HOST",
        "file:///etc/passwd",
        "http://under_score/"
      })
  void send_redirectToAnythingElse_isRefused(String location) {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) ->
                    c.reply(307, "", "Location: " + location.replace("HOST", r.header("Host"))));
        HttpTransport transport = Calls.open(server)) {
      KmsException e = Calls.failure(transport, Calls.get("/"));
      assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(e).hasMessageNotContaining("u:p");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://[/", "http://a b/", "%%"})
  void send_malformedLocation_isInternalWithoutShowingIt(String location) {
    try (LoopbackServer server = redirecting(307, location);
        HttpTransport transport = Calls.open(server)) {
      assertThat(Calls.failure(transport, Calls.get("/")))
          .hasNoCause()
          .hasMessageNotContaining(location)
          .extracting(KmsException::code)
          .isEqualTo(ErrorCode.INTERNAL);
    }
  }

  @Test
  void send_redirectWithoutLocation_isInternal() {
    try (LoopbackServer server = LoopbackServer.start((r, c) -> c.reply(307, ""));
        HttpTransport transport = Calls.open(server)) {
      assertThat(Calls.failure(transport, Calls.get("/")).code()).isEqualTo(ErrorCode.INTERNAL);
    }
  }

  @Test
  void follow_hostWithoutPort_meansTheSchemesOwn() {
    HttpSettings settings =
        HttpSettings.builder(URI.create("https://a.example")).redirectHost("B.example").build();
    Redirects redirects = new Redirects(settings.addresses(), settings.redirectHosts());
    URI from = URI.create("https://a.example/x");
    assertThat(redirects.follow(from, moved("https://b.example/y"), 0))
        .hasToString("https://b.example/y");
    assertThat(redirects.follow(from, moved("https://a.example:443/y"), 0))
        .hasToString("https://a.example:443/y");
    assertThat(
            Assertions.catchThrowableOfType(
                KmsException.class,
                () -> redirects.follow(from, moved("https://b.example:8200/y"), 0)))
        .hasMessageContaining("b.example:8200");
  }

  private static HttpReply moved(String location) {
    return new HttpReply(
        "https://a.example",
        307,
        HttpHeaders.of(Map.of("Location", List.of(location)), (a, b) -> true),
        new byte[0]);
  }
}
