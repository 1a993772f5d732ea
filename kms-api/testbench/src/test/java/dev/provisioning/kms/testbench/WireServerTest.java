package dev.provisioning.kms.testbench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.testbench.WireReply.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WireServerTest {
  private final Queue<WireRequest> requests = new ConcurrentLinkedQueue<>();
  private volatile WireReply reply = WireReply.json(200, "{\"long\":\"0123456789\"}");
  private final WireServer server = WireServer.start(this::answer);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private WireReply answer(WireRequest request) {
    requests.add(request);
    return reply;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String path, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(20))
            .header("X-Test", "1")
            .POST(body)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post() throws IOException, InterruptedException {
    return post("/x", HttpRequest.BodyPublishers.ofString("body"));
  }

  @Test
  void request_withPathQueryAndBody_arrivesWhole() throws Exception {
    HttpResponse<String> response =
        post("/a%2Fb?list=true&x=%26", HttpRequest.BodyPublishers.ofString("body"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"long\":\"0123456789\"}");
    WireRequest request = requests.element();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.rawPath()).isEqualTo("/a%2Fb");
    assertThat(request.path()).isEqualTo("/a/b");
    assertThat(request.query()).containsEntry("list", "true");
    assertThat(request.header("x-test")).contains("1");
    assertThat(request.headerNames()).contains("x-test");
    assertThat(request.text()).isEqualTo("body");
  }

  @Test
  void request_inChunks_arrivesWhole() throws Exception {
    byte[] bytes = new byte[100_000];
    post("/x", HttpRequest.BodyPublishers.ofByteArrays(List.of(bytes, bytes)));
    assertThat(requests.element().body()).hasSize(200_000);
  }

  @Test
  void requests_oneAfterTheOther_shareAConnection() throws Exception {
    post();
    post();
    assertThat(server.connections()).isEqualTo(1);
    assertThat(requests).allSatisfy(request -> assertThat(request.connection()).isEqualTo(1));
  }

  @Test
  void thenClosed_answersAndEndsTheConnection() throws Exception {
    reply = reply.delivered(Delivery.THEN_CLOSED);
    assertThat(post().statusCode()).isEqualTo(200);
    reply = reply.delivered(Delivery.WHOLE);
    // The JDK's client may still believe in the first connection and lose one request.
    try {
      post();
    } catch (IOException e) {
      post();
    }
    assertThat(server.connections()).isGreaterThan(1);
  }

  @Test
  void cut_endsInTheMiddleOfTheBody() {
    reply = reply.delivered(Delivery.CUT);
    assertThatThrownBy(this::post).isInstanceOf(IOException.class);
  }

  @Test
  void reset_answersNothing() {
    reply = reply.delivered(Delivery.RESET);
    assertThatThrownBy(this::post).isInstanceOf(IOException.class);
  }

  @Test
  void stalled_sendsTheHeadAndNeverTheEnd() throws Exception {
    reply = reply.delivered(Delivery.STALLED);
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port())).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      assertThat(body.readNBytes(10)).asString(US_ASCII).isEqualTo("{\"long\":\"0");
      assertThat(body.available()).isZero();
      server.stop();
      assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void stop_thenStartAgain_isOnTheSamePort() throws Exception {
    post();
    server.stop();
    assertThat(server.isRunning()).isFalse();
    assertThatThrownBy(this::post).isInstanceOf(IOException.class);
    server.startAgain();
    assertThat(post().statusCode()).isEqualTo(200);
  }

  @Test
  void head_hasNoBody() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("Content-Length")).contains("21");
  }
}
