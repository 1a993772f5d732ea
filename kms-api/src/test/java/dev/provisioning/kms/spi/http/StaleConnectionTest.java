package dev.provisioning.kms.spi.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that end when they should not. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"127.0.0.1", "localhost"})
class StaleConnectionTest {
  /** The first is called on the caller's thread, the second on one of the transport. */
  private final String host;

  StaleConnectionTest(String host) {
    this.host = host;
  }

  /** Answers the first request of a connection, and ends it when a second one has come. */
  private static LoopbackServer closingAfterTheFirst(boolean reset) {
    return LoopbackServer.start(
        (request, c) -> {
          if (request.onConnection() == 1) {
            c.reply(200, "on " + c.number());
          } else {
            if (reset) {
              c.socket().setSoLinger(true, 0);
            }
            c.close();
          }
        });
  }

  private static HttpCall post(boolean idempotent) {
    HttpCall.Builder call = HttpCall.of("POST", "/").body(new byte[] {'x'}, "text/plain");
    return (idempotent ? call.idempotent() : call).build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void send_keptConnectionIsDead_repeatsAnIdempotentCallOnce(boolean reset) {
    try (LoopbackServer server = closingAfterTheFirst(reset);
        HttpTransport transport = Calls.open(server.uri(host))) {
      assertThat(Calls.body(transport, post(true))).isEqualTo("on 1");
      assertThat(Calls.body(transport, post(true))).isEqualTo("on 2");
      assertThat(server.requests()).extracting("body").containsExactly("x", "x", "x");
      assertThat(transport.disconnects()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void send_keptConnectionIsDead_failsAnyOtherCall(boolean reset) {
    try (LoopbackServer server = closingAfterTheFirst(reset);
        HttpTransport transport = Calls.open(server.uri(host))) {
      transport.send(post(false)).close();
      KmsException e = Calls.failure(transport, post(false));
      assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(e.isRetryable()).isTrue();
      assertThat(e).hasMessageContaining("ended before it answered");
      assertThat(server.requests()).hasSize(2);
      assertThat(transport.disconnects()).isEqualTo(1);
    }
  }

  @Test
  void send_everyConnectionDies_triesAnIdempotentCallTwice() {
    try (LoopbackServer server = LoopbackServer.start((r, c) -> c.close());
        HttpTransport transport = Calls.open(server.uri(host))) {
      assertThat(Calls.failure(transport, post(true)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(server.requests()).hasSize(2);
      assertThat(transport.disconnects()).isEqualTo(2);
    }
  }

  @Test
  void send_everyConnectionDies_goesOnToTheNextAddressIfIdempotent() {
    try (LoopbackServer first = LoopbackServer.start((r, c) -> c.close());
        LoopbackServer second = LoopbackServer.start(LoopbackServer.ok("second"));
        HttpTransport transport =
            HttpTransport.open(
                HttpSettings.builder(List.of(first.uri(host), second.uri(host))).build())) {
      assertThat(Calls.failure(transport, post(false)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(second.requests()).isEmpty();
      assertThat(Calls.body(transport, post(true))).isEqualTo("second");
    }
  }

  @Test
  void send_connectionEndsWithinTheAnswer_isUnavailableAndNotRepeatedHere() {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> {
                  c.write("HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\npart");
                  c.close();
                });
        HttpTransport transport = Calls.open(server.uri(host))) {
      KmsException e = Calls.failure(transport, post(true));
      assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(e.isRetryable()).isTrue();
      assertThat(e).hasMessageContaining("within its answer");
      assertThat(server.requests()).hasSize(1);
    }
  }
}
