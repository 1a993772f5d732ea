package dev.provisioning.kms.spi.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.assertj.core.api.Assertions;

/** What the transport's tests say again and again. */
final class Calls {
  private Calls() {}

  static HttpTransport open(LoopbackServer server) {
    return open(server.uri());
  }

  static HttpTransport open(URI address) {
    return HttpTransport.open(HttpSettings.builder(address).build());
  }

  static HttpCall get(String path) {
    return HttpCall.of("GET", path).idempotent().build();
  }

  static HttpCall post(String body) {
    return HttpCall.of("POST", "/v1/x")
        .secretHeader("X-Vault-Token", "s.secret".toCharArray())
        .body(body.getBytes(UTF_8), "application/json")
        .build();
  }

  static String body(HttpTransport transport, HttpCall call) {
    try (HttpReply reply = transport.send(call)) {
      return new String(reply.body(), UTF_8);
    }
  }

  static KmsException failure(HttpTransport transport, HttpCall call) {
    return Assertions.catchThrowableOfType(KmsException.class, () -> transport.send(call));
  }

  /** An address where nobody listens. */
  static URI nobody() {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
