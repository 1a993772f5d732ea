package dev.provisioning.kms.spi.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The transport as a driver sees it. */
@Timeout(60)
class ClientViewTest {
  private static HttpRequest.Builder request(LoopbackServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.uri() + path));
  }

  private static HttpRequest post(LoopbackServer server, String body) {
    return request(server, "/v1/auth/login?x=1")
        .header("X-A", "b")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  @Test
  void send_asDriversDo_sendsAndAnswers() throws Exception {
    try (LoopbackServer server =
            LoopbackServer.start((r, c) -> c.reply(400, "äns" + r.body(), "X-C: d"));
        HttpTransport transport = Calls.open(server)) {
      HttpResponse<String> response =
          transport.asHttpClient().send(post(server, "{}"), BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).isEqualTo("äns{}");
      assertThat(response.headers().firstValue("x-c")).contains("d");
      assertThat(response.uri()).isEqualTo(response.request().uri());
      assertThat(server.requests().get(0).path()).isEqualTo("/v1/auth/login?x=1");
      assertThat(server.requests().get(0).header("X-A")).isEqualTo("b");
      byte[] bytes =
          transport.asHttpClient().send(post(server, ""), BodyHandlers.ofByteArray()).body();
      assertThat(bytes).isEqualTo("äns".getBytes(UTF_8));
    }
  }

  @Test
  void sendAsync_asDriversDo_answers() throws Exception {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("answer"));
        HttpTransport transport = Calls.open(server)) {
      HttpRequest get = request(server, "/").GET().build();
      assertThat(transport.asHttpClient().sendAsync(get, BodyHandlers.ofString()).get().body())
          .isEqualTo("answer");
      try (InputStream in =
          transport
              .asHttpClient()
              .sendAsync(get, BodyHandlers.ofInputStream(), null)
              .get()
              .body()) {
        assertThat(in.readAllBytes()).isEqualTo("answer".getBytes(UTF_8));
      }
    }
  }

  @Test
  void send_toAnotherServer_isRefusedAndNothingArrives() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("answer"));
        LoopbackServer foreign = LoopbackServer.start(LoopbackServer.ok("stolen"));
        HttpTransport transport = Calls.open(server)) {
      assertThatThrownBy(
              () -> transport.asHttpClient().send(post(foreign, "x"), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
      assertThat(foreign.connections()).isZero();
    }
  }

  @Test
  void send_besideThePathOfTheAddress_isRefused() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("answer"));
        HttpTransport transport =
            HttpTransport.open(HttpSettings.builder(URI.create(server.uri() + "/vault")).build())) {
      HttpClient view = transport.asHttpClient();
      for (String path : new String[] {"/v1", "/vaults/v1", "/"}) {
        assertThatThrownBy(() -> view.send(request(server, path).build(), BodyHandlers.ofString()))
            .isInstanceOf(IOException.class);
      }
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void send_secondAddress_isUsedWhereTheFirstIsNotReached() throws Exception {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("answer"))) {
      URI nobody = Calls.nobody();
      try (HttpTransport transport =
          HttpTransport.open(HttpSettings.builder(List.of(nobody, server.uri())).build())) {
        HttpRequest toFirst =
            HttpRequest.newBuilder(URI.create(nobody + "/v1"))
                .POST(BodyPublishers.ofByteArray(new byte[] {'x'}))
                .build();
        assertThat(transport.asHttpClient().send(toFirst, BodyHandlers.ofString()).body())
            .isEqualTo("answer");
      }
    }
  }

  @Test
  void send_foreignRedirect_failsWithTheCauseThatSaysWhy() {
    try (LoopbackServer server =
            LoopbackServer.start((r, c) -> c.reply(307, "", "Location: http://b.example/"));
        HttpTransport transport = Calls.open(server)) {
      IOException e =
          catchThrowableOfType(
              IOException.class,
              () -> transport.asHttpClient().send(post(server, "x"), BodyHandlers.ofString()));
      assertThat(e.getCause())
          .asInstanceOf(InstanceOfAssertFactories.type(KmsException.class))
          .extracting(KmsException::code)
          .isEqualTo(ErrorCode.CONFIGURATION);
    }
  }

  @Test
  void send_bodyNeverEnds_timesOutAfterTheShorterDeadline() {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> {
                  c.write("HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\nbegin");
                  new CountDownLatch(1).await();
                });
        HttpTransport shortly =
            HttpTransport.open(
                HttpSettings.builder(server.uri()).requestTimeout(Duration.ofMillis(200)).build());
        HttpTransport longer = Calls.open(server)) {
      assertThatThrownBy(
              () -> shortly.asHttpClient().send(post(server, "x"), BodyHandlers.ofString()))
          .isInstanceOf(HttpTimeoutException.class);
      HttpRequest impatient = request(server, "/").timeout(Duration.ofMillis(200)).GET().build();
      assertThatThrownBy(() -> longer.asHttpClient().send(impatient, BodyHandlers.ofString()))
          .isInstanceOf(HttpTimeoutException.class)
          .hasCauseInstanceOf(KmsException.class);
    }
  }

  @Test
  void send_answerAboveTheLimit_fails() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("x".repeat(101)));
        HttpTransport transport =
            HttpTransport.open(HttpSettings.builder(server.uri()).maxReplyBytes(100).build())) {
      assertThatThrownBy(
              () -> transport.asHttpClient().send(post(server, "x"), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("limit of 100");
    }
  }

  @Test
  void send_bodyWithoutEnd_fails() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(""));
        HttpTransport transport =
            HttpTransport.open(
                HttpSettings.builder(server.uri())
                    .requestTimeout(Duration.ofMillis(200))
                    .build())) {
      HttpRequest.BodyPublisher silent = BodyPublishers.fromPublisher(subscriber -> {});
      assertThatThrownBy(
              () ->
                  transport
                      .asHttpClient()
                      .send(request(server, "/").POST(silent).build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void send_interrupted_isInterruptedException() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(""));
        HttpTransport transport = Calls.open(server)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () ->
                  transport
                      .asHttpClient()
                      .send(request(server, "/").GET().build(), BodyHandlers.ofString()))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  @Test
  void settings_ofTheView_areThoseOfTheTransport() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(""));
        HttpTransport transport = Calls.open(server)) {
      HttpClient view = transport.asHttpClient();
      assertThat(view.followRedirects()).isEqualTo(HttpClient.Redirect.NEVER);
      assertThat(view.cookieHandler()).isEmpty();
      assertThat(view.authenticator()).isEmpty();
      assertThat(view.connectTimeout()).contains(Duration.ofSeconds(5));
      assertThat(view.executor()).isPresent();
      assertThat(view.proxy()).contains(HttpClient.Builder.NO_PROXY);
      assertThat(view.sslContext()).isNotNull();
      assertThat(view.sslParameters()).isNotNull();
      assertThat(view.version()).isNotNull();
    }
  }
}
