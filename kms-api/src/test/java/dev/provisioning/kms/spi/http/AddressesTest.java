package dev.provisioning.kms.spi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several addresses of one server. */
@Timeout(60)
class AddressesTest {
  private static final LoopbackServer.Handler SEALED = (r, c) -> c.reply(503, "sealed");

  private static HttpTransport open(URI... addresses) {
    return HttpTransport.open(HttpSettings.builder(List.of(addresses)).build());
  }

  private static HttpCall elsewhereOn503(String path) {
    return HttpCall.of("POST", path).elsewhereOn(reply -> reply.status() == 503).build();
  }

  @Test
  void send_nobodyListensAtTheFirst_asksTheNextEvenForACallThatIsNotIdempotent() {
    try (LoopbackServer second = LoopbackServer.start(LoopbackServer.ok("second"));
        HttpTransport transport = open(Calls.nobody(), second.uri())) {
      assertThat(Calls.body(transport, Calls.post("x"))).isEqualTo("second");
      assertThat(second.requests()).hasSize(1);
      assertThat(transport.disconnects()).isEqualTo(1);
      assertThat(transport.address()).isEqualTo(second.uri());
    }
  }

  @Test
  void send_unknownHost_asksTheNext() {
    try (LoopbackServer second = LoopbackServer.start(LoopbackServer.ok("second"));
        HttpTransport transport = open(URI.create("http://no-such-host.invalid"), second.uri())) {
      assertThat(Calls.body(transport, Calls.post("x"))).isEqualTo("second");
    }
  }

  @Test
  void send_again_beginsWithTheAddressThatAnsweredLast() {
    try (LoopbackServer second = LoopbackServer.start(LoopbackServer.ok("second"));
        HttpTransport transport = open(Calls.nobody(), second.uri())) {
      transport.send(Calls.get("/")).close();
      transport.send(Calls.get("/")).close();
      assertThat(transport.disconnects()).isEqualTo(1);
    }
  }

  /** It would take every deadline to its end. */
  @Test
  void send_afterATimeout_beginsWithTheNextAddress() {
    try (LoopbackServer silent = LoopbackServer.start((r, c) -> new CountDownLatch(1).await());
        LoopbackServer second = LoopbackServer.start(LoopbackServer.ok("second"));
        HttpTransport transport = open(silent.uri(), second.uri())) {
      HttpCall call = HttpCall.of("GET", "/").deadline(Duration.ofMillis(300)).build();
      assertThat(Calls.failure(transport, call).code()).isEqualTo(ErrorCode.TIMEOUT);
      assertThat(second.requests()).isEmpty();
      assertThat(Calls.body(transport, Calls.get("/"))).isEqualTo("second");
    }
  }

  @Test
  void send_nobodyListensAtOneAndTheOtherIsNotTls_canBeTriedAgain() {
    try (LoopbackServer plain = LoopbackServer.speaking("HTTP/1.1 400 x\r\n\r\n")) {
      URI second = URI.create("https://" + plain.uri().getAuthority());
      try (HttpTransport transport =
          open(URI.create(Calls.nobody().toString().replace("http", "https")), second)) {
        KmsException e = Calls.failure(transport, Calls.get("/"));
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(e.isRetryable()).isTrue();
      }
    }
  }

  @Test
  void send_firstAddressOnly_asksNoOther() {
    try (LoopbackServer second = LoopbackServer.start(LoopbackServer.ok("second"));
        HttpTransport transport = open(Calls.nobody(), second.uri())) {
      transport.send(Calls.get("/")).close();
      HttpCall call = HttpCall.of("GET", "/").idempotent().firstAddressOnly().build();
      assertThat(Calls.failure(transport, call).code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(second.requests()).hasSize(1);
    }
  }

  @Test
  void send_nobodyListensAnywhere_namesEveryAddress() {
    URI first = Calls.nobody();
    URI second = URI.create("http://no-such-host.invalid:1");
    try (HttpTransport transport = open(first, second)) {
      KmsException e = Calls.failure(transport, Calls.get("/"));
      assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(e.isRetryable()).isTrue();
      assertThat(e)
          .hasMessage(
              "cannot reach "
                  + first
                  + ": connection refused; cannot reach "
                  + second
                  + ": unknown host");
    }
  }

  @Test
  void send_answerThatMeansElsewhere_asksTheNext() {
    try (LoopbackServer first = LoopbackServer.start(SEALED);
        LoopbackServer second = LoopbackServer.start(LoopbackServer.ok("second"));
        HttpTransport transport = open(first.uri(), second.uri())) {
      assertThat(Calls.body(transport, elsewhereOn503("/"))).isEqualTo("second");
      assertThat(Calls.body(transport, elsewhereOn503("/"))).isEqualTo("second");
      assertThat(first.requests()).hasSize(1);
    }
  }

  @Test
  void send_answersThatMeanElsewhereEverywhere_returnsTheLast() {
    try (LoopbackServer first = LoopbackServer.start(SEALED);
        LoopbackServer second = LoopbackServer.start((r, c) -> c.reply(503, "sealed too"));
        HttpTransport transport = open(first.uri(), second.uri())) {
      assertThat(Calls.body(transport, elsewhereOn503("/"))).isEqualTo("sealed too");
    }
  }

  @Test
  void send_elsewhereAndThenNobody_returnsTheAnswer() {
    try (LoopbackServer first = LoopbackServer.start(SEALED);
        HttpTransport transport = open(first.uri(), Calls.nobody())) {
      assertThat(Calls.body(transport, elsewhereOn503("/"))).isEqualTo("sealed");
    }
  }

  @Test
  void send_anotherServerAnswers_countsAsDisconnect() {
    try (LoopbackServer first = LoopbackServer.start(SEALED);
        LoopbackServer second = LoopbackServer.start(LoopbackServer.ok("second"));
        HttpTransport transport = open(first.uri(), second.uri())) {
      transport.send(Calls.get("/")).close();
      assertThat(transport.disconnects()).isZero();
      transport.send(elsewhereOn503("/")).close();
      assertThat(transport.disconnects()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS://Kms.example:8200, https://Kms.example:8200",
    "https://kms.example/, https://kms.example",
    "http://127.0.0.1:8200/vault/, http://127.0.0.1:8200/vault",
    "http://[::1]:8200, http://[::1]:8200"
  })
  void address_properOne_losesItsLastSlash(String text, String uri) {
    assertThat(HttpSettings.address(text)).hasToString(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kms.example",
        "ftp://kms.example",
        "https:kms.example",
        "https://",
        "https:///x",
        "https://u:hunter2@kms.example",
        "https://hunter2@kms_1.example",
        "https://kms.example:0",
        "https://kms.example:65536",
        "https://kms.example?hunter2",
        "https://kms.example#hunter2",
        "https://kms.example/a/../b",
        "https://kms.example/%2e",
        "https://kms.example//",
        "https://kms.example/a b"
      })
  void address_anythingElse_isRefusedWithoutShowingIt(String text) {
    assertThatThrownBy(() -> HttpSettings.address(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }

  @Test
  void build_withoutAddress_isRefused() {
    assertThatThrownBy(() -> HttpSettings.builder(List.<URI>of()).build())
        .isInstanceOf(KmsException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST", "kms.localhost", "127.0.0.1", "127.9.9.9", "[::1]"})
  void isLoopback_ofThisMachine_isTrue(String host) {
    assertThat(Warnings.isLoopback(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost.example", "127.0.0.1.example", "10.0.0.1", "[::2]", "127.example"})
  void isLoopback_ofOthers_isFalse(String host) {
    assertThat(Warnings.isLoopback(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8200", "https://[::1]", "https://10.0.0.7/vault"})
  void isLiteral_ipAddress_isTrue(String address) {
    assertThat(Addresses.isLiteral(URI.create(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost", "https://vault.example", "https://10.example.c0m"})
  void isLiteral_name_isFalse(String address) {
    assertThat(Addresses.isLiteral(URI.create(address))).isFalse();
  }
}
