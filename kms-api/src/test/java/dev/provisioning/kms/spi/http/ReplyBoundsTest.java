package dev.provisioning.kms.spi.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer takes as much memory as it may. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"127.0.0.1", "localhost"})
class ReplyBoundsTest {
  /** The first is called on the caller's thread, the second on one of the transport. */
  private final String host;

  ReplyBoundsTest(String host) {
    this.host = host;
  }

  private static final int LIMIT = 100;

  private HttpTransport open(LoopbackServer server) {
    return HttpTransport.open(HttpSettings.builder(server.uri(host)).maxReplyBytes(LIMIT).build());
  }

  @Test
  void send_answerOfTheLimit_isTaken() {
    String body = "x".repeat(LIMIT);
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(body));
        HttpTransport transport = open(server)) {
      assertThat(Calls.body(transport, Calls.get("/"))).isEqualTo(body);
    }
  }

  @Test
  void send_announcedLengthAboveTheLimit_isInternalAndNamesTheLimit() {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> c.write("HTTP/1.1 200 x\r\nContent-Length: 101\r\n\r\n"));
        HttpTransport transport = open(server)) {
      KmsException e = Calls.failure(transport, Calls.get("/"));
      assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL);
      assertThat(e).hasMessageContaining("limit of 100 bytes");
    }
  }

  @Test
  void send_chunksWithoutEnd_areInternal() {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> {
                  c.write("HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n");
                  while (true) {
                    c.write("a\r\n0123456789\r\n");
                  }
                });
        HttpTransport transport = open(server)) {
      assertThat(Calls.failure(transport, Calls.get("/")).code()).isEqualTo(ErrorCode.INTERNAL);
    }
  }

  @Test
  void send_chunkedAnswerWithinTheLimit_isTaken() {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) ->
                    c.write(
                        String.join(
                            "\r\n",
                            "HTTP/1.1 200 x",
                            "Transfer-Encoding: chunked",
                            "",
                            "3",
                            "abc",
                            "2",
                            "de",
                            "0",
                            "",
                            "")));
        HttpTransport transport = open(server)) {
      assertThat(Calls.body(transport, Calls.get("/"))).isEqualTo("abcde");
      assertThat(Calls.body(transport, Calls.get("/"))).isEqualTo("abcde");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4096, 4097, 65536, 65537, 300_000})
  void onNext_inPieces_givesTheWhole(int size) {
    for (long announced : new long[] {-1, size}) {
      ReplyBody body = new ReplyBody("s", announced, 300_000);
      body.onSubscribe(new Ended());
      for (int i = 0; i < size; i += 1000) {
        body.onNext(
            List.of(ByteBuffer.wrap("x".repeat(Math.min(1000, size - i)).getBytes(US_ASCII))));
      }
      body.onComplete();
      assertThat(body.getBody().join()).hasSize(size).doesNotContain(0);
    }
  }

  @Test
  void onSubscribe_hugeAnnouncement_allocatesLittle() {
    ReplyBody body = new ReplyBody("s", Integer.MAX_VALUE - 10, Integer.MAX_VALUE);
    body.onSubscribe(new Ended());
    body.onNext(List.of(ByteBuffer.wrap(new byte[] {1})));
    body.onComplete();
    assertThat(body.getBody().join()).containsExactly(1);
  }

  @Test
  void onNext_aboveTheLimit_cancelsAndForgets() {
    Ended subscription = new Ended();
    ReplyBody body = new ReplyBody("s", -1, 4);
    body.onSubscribe(subscription);
    body.onNext(List.of(ByteBuffer.wrap(new byte[3]), ByteBuffer.wrap(new byte[2])));
    assertThat(subscription.cancelled).isTrue();
    body.onNext(List.of(ByteBuffer.wrap(new byte[2])));
    body.onComplete();
    assertThatThrownBy(() -> body.getBody().join()).hasCauseInstanceOf(KmsException.class);
  }

  @Test
  void end_beforeTheBodyBegins_cancelsItWhenItDoes() {
    Ended subscription = new Ended();
    ReplyBody body = new ReplyBody("s", -1, 4);
    body.end(KmsException.of(ErrorCode.TIMEOUT, "late"));
    body.onSubscribe(subscription);
    assertThat(subscription.cancelled).isTrue();
  }

  /** Notes that it was cancelled. */
  private static final class Ended implements Flow.Subscription {
    private boolean cancelled;

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
