package dev.provisioning.kms.spi.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One call and its answer. */
class ExchangeTest {
  @Test
  void send_postWithBody_arrivesWithLengthTypeAndHeaders() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("{}"));
        HttpTransport transport = Calls.open(server)) {
      assertThat(Calls.body(transport, Calls.post("{\"a\":1}"))).isEqualTo("{}");
      LoopbackServer.Received request = server.requests().get(0);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/v1/x");
      assertThat(request.body()).isEqualTo("{\"a\":1}");
      assertThat(request.header("Content-Length")).isEqualTo("7");
      assertThat(request.header("Transfer-Encoding")).isEmpty();
      assertThat(request.header("Content-Type")).isEqualTo("application/json");
      assertThat(request.header("X-Vault-Token")).isEqualTo("s.secret");
    }
  }

  @Test
  void send_overPlainHttp_asksForNoUpgrade() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(""));
        HttpTransport transport = Calls.open(server)) {
      transport.send(Calls.get("/")).close();
      assertThat(server.requests().get(0).headers())
          .doesNotContainKeys("upgrade", "http2-settings");
    }
  }

  @Test
  void send_bodyOfOneMegabyte_arrivesWhole() {
    String large = "x".repeat(1024 * 1024);
    try (LoopbackServer server =
            LoopbackServer.start((request, c) -> c.reply(200, request.body()));
        HttpTransport transport = Calls.open(server)) {
      assertThat(Calls.body(transport, Calls.post(large))).isEqualTo(large);
    }
  }

  @Test
  void send_emptyBody_hasLengthZero() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(""));
        HttpTransport transport = Calls.open(server)) {
      transport.send(Calls.post("")).close();
      assertThat(server.requests().get(0).header("Content-Length")).isEqualTo("0");
    }
  }

  @Test
  void send_body_isNeitherKeptNorChanged() {
    byte[] body = "secret".getBytes(UTF_8);
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(""));
        HttpTransport transport = Calls.open(server)) {
      HttpCall call = HttpCall.of("PUT", "/").body(body, "text/plain").build();
      transport.send(call).close();
      assertThat(body).isEqualTo("secret".getBytes(UTF_8));
      Arrays.fill(body, (byte) 'z');
      transport.send(call).close();
      assertThat(server.requests().get(1).body()).isEqualTo("zzzzzz");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 304, 400, 401, 404, 429, 472, 500, 503})
  void send_statusThatIsNoRedirect_isAnAnswer(int status) {
    String body = status == 204 || status == 304 ? "" : "body";
    try (LoopbackServer server = LoopbackServer.start((r, c) -> c.reply(status, body, "X-A: b"));
        HttpTransport transport = Calls.open(server);
        HttpReply reply = transport.send(Calls.get("/"))) {
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.header("x-a")).contains("b");
      assertThat(reply.body()).isEqualTo(body.getBytes(UTF_8));
      assertThat(reply.server()).isEqualTo(server.uri().toString());
    }
  }

  @Test
  void send_head_hasNoBodyWhateverItsLengthSays() {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> c.write("HTTP/1.1 200 x\r\nContent-Length: 99999999\r\n\r\n"));
        HttpTransport transport =
            HttpTransport.open(HttpSettings.builder(server.uri()).maxReplyBytes(10).build());
        HttpReply reply = transport.send(HttpCall.of("HEAD", "/").build())) {
      assertThat(reply.body()).isEmpty();
    }
  }

  @Test
  void send_addressWithPath_putsItFirst() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(""));
        HttpTransport transport =
            HttpTransport.open(
                HttpSettings.builder(URI.create(server.uri() + "/vault/")).build())) {
      transport.send(Calls.get("/v1/x?list=true")).close();
      assertThat(server.requests().get(0).path()).isEqualTo("/vault/v1/x?list=true");
    }
  }

  @Test
  void send_twice_usesOneConnection() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("x"));
        HttpTransport transport = Calls.open(server)) {
      for (int i = 0; i < 20; i++) {
        transport.send(Calls.post("y")).close();
      }
      assertThat(server.connections()).isEqualTo(1);
      assertThat(transport.disconnects()).isZero();
    }
  }

  @Test
  void close_reply_wipesItsBody() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("secret"));
        HttpTransport transport = Calls.open(server)) {
      HttpReply reply = transport.send(Calls.get("/"));
      byte[] body = reply.body();
      reply.close();
      assertThat(body).containsOnly(0);
    }
  }

  @Test
  void send_setCookie_isNotSentBack() {
    try (LoopbackServer server =
            LoopbackServer.start((r, c) -> c.reply(200, "", "Set-Cookie: a=b"));
        HttpTransport transport = Calls.open(server)) {
      transport.send(Calls.get("/")).close();
      transport.send(Calls.get("/")).close();
      assertThat(server.requests().get(1).headers()).doesNotContainKey("cookie");
    }
  }

  @Test
  void send_answerThatIsNotHttp_isInternalWithoutQuotingIt() {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> {
                  c.write("SSH-2.0-s.secret\r\n\r\n");
                  c.close();
                });
        HttpTransport transport = Calls.open(server)) {
      assertThat(Calls.failure(transport, Calls.get("/")))
          .hasMessageContaining("is not HTTP")
          .hasNoCause()
          .extracting(KmsException::code)
          .isEqualTo(ErrorCode.INTERNAL);
    }
  }

  @Test
  void toString_ofAll_showsNeitherQueryNorValues() {
    HttpCall call =
        HttpCall.of("POST", "/v1/x?token=abc")
            .secretHeader("X-Vault-Token", "s.secret".toCharArray())
            .body("plain".getBytes(UTF_8), "text/plain")
            .build();
    assertThat(call).hasToString("POST /v1/x");
    assertThat(call.headers().toString()).isEqualTo("[X-Vault-Token, Content-Type]");
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("secret"));
        HttpTransport transport = Calls.open(server);
        HttpReply reply = transport.send(call)) {
      assertThat(transport).hasToString("HttpTransport[" + server.uri() + "]");
      assertThat(reply).hasToString("200 from " + server.uri() + ", 6 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1/x",
        "/a b",
        "/a\r\nX: y",
        "/ä",
        "/a#b",
        "/../x",
        "/a/./b",
        "/a/%2E%2e",
        "/\"",
        "/^",
        "/%zz",
        "/a%2",
        "/%",
        "/[a]",
        "/\\"
      })
  void of_malformedPath_isRefused(String path) {
    assertThatThrownBy(() -> HttpCall.of("GET", path)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1/a%20b", "/v1/x?a=b&c=/../", "/v1/..x/.y", "/v1/a~b/c:d@e"})
  void of_properPath_isTaken(String path) {
    assertThat(HttpCall.of("GET", path).build().path()).isEqualTo(path);
  }

  @Test
  void header_valueWithLineEnd_isRefusedWithoutShowingIt() {
    assertThatThrownBy(
            () -> HttpCall.of("GET", "/").secretHeader("X-T", "s.secret\n".toCharArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("X-T")
        .hasMessageNotContaining("s.secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "Host", "content-length"})
  void header_nameThatIsNoTokenOrRestricted_isRefused(String name) {
    assertThatThrownBy(() -> HttpCall.of("GET", "/").header(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void retryAfter_ofAnAnswer_isReadWithItsDate() {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) ->
                    c.reply(
                        503,
                        "",
                        "Date: Wed, 21 Oct 2015 07:28:00 GMT",
                        "Retry-After: Wed, 21 Oct 2015 07:28:30 GMT"));
        HttpTransport transport = Calls.open(server);
        HttpReply reply = transport.send(Calls.get("/"))) {
      assertThat(reply.retryAfter()).contains(Duration.ofSeconds(30));
    }
  }
}
