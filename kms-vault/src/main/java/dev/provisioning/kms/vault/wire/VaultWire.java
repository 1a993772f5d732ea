package dev.provisioning.kms.vault.wire;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpCall;
import dev.provisioning.kms.spi.http.HttpReply;
import dev.provisioning.kms.spi.http.HttpTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sends requests and reads answers. Safe for use by many threads. */
public final class VaultWire {
  private final HttpTransport transport;
  private final Optional<String> namespace;

  /**
   * Sends over a transport.
   *
   * @param transport whose owner closes it
   * @param namespace for every request; empty for the root namespace
   */
  public VaultWire(HttpTransport transport, Optional<String> namespace) {
    this.transport = transport;
    this.namespace = namespace;
  }

  /**
   * Sends a request and reads the data of its answer.
   *
   * @param request the request
   * @param token the caller's token; not changed
   * @param reader reads the data
   * @param <T> what it is read into
   * @return the data; empty where the server has nothing to say, as after a change on old ones
   * @throws KmsException for every other answer, by the table in the README
   */
  public <T> Optional<T> send(VaultRequest request, char[] token, Reader<T> reader) {
    return answer(request, token, reader).data();
  }

  /**
   * The same, with what is known of the answer beside its data.
   *
   * @param request the request
   * @param token the caller's token; not changed
   * @param reader reads the data
   * @param <T> what it is read into
   * @return the answer
   * @throws KmsException for every other answer, by the table in the README
   */
  public <T> Answer<T> answer(VaultRequest request, char[] token, Reader<T> reader) {
    try (HttpReply reply = transport.send(call(request, token))) {
      if (reply.body().length == 0) {
        if (success(reply)) {
          return Answer.empty();
        }
        throw VaultErrors.ofNobody(reply, request);
      }
      Sent sent = Sent.of(token, request.body());
      return data(reply, request, envelope(reply, request, reader), sent);
    }
  }

  private HttpCall call(VaultRequest request, char[] token) {
    HttpCall.Builder call =
        HttpCall.of(request.method(), "/v1/" + request.path())
            .secretHeader("X-Vault-Token", token)
            // Vault's agent and proxy can be told to insist on it, against forged requests.
            .header("X-Vault-Request", "true")
            .elsewhereOn(
                request.idempotent()
                    ? VaultErrors::anotherNodeMayServe
                    : VaultErrors::nodeDidNothing);
    Duration deadline = request.deadline();
    if (deadline != null) {
      call.deadline(deadline);
    }
    namespace.ifPresent(name -> call.header("X-Vault-Namespace", name));
    byte[] body = request.body();
    if (body != null) {
      call.body(body, "application/json");
    }
    if (request.idempotent()) {
      call.idempotent();
    }
    return call.build();
  }

  private static boolean success(HttpReply reply) {
    return reply.status() >= 200 && reply.status() < 300;
  }

  /**
   * Only a batch has data beside a failure: 400 where an item is bad, 500 where the server failed
   * at one. Others' are of no known shape.
   */
  private static boolean mayHoldResults(HttpReply reply, VaultRequest request) {
    return request.batch() && (reply.status() == 400 || reply.status() == 500);
  }

  private static <T> Envelope<T> envelope(HttpReply reply, VaultRequest request, Reader<T> reader) {
    try {
      boolean data = success(reply) || mayHoldResults(reply, request);
      return Envelope.read(reply.body(), data ? reader : json -> null);
    } catch (IOException e) {
      if (!success(reply)) {
        // A proxy's page; its status still says what to do.
        throw VaultErrors.ofNobody(reply, request);
      }
      // The parser's own message could show what it read.
      throw KmsException.builder(
              ErrorCode.INTERNAL,
              reply.server() + " answered " + request + " with something that is not its JSON")
          .build();
    }
  }

  private static <T> Answer<T> data(
      HttpReply reply, VaultRequest request, Envelope<T> envelope, Sent sent) {
    Warnings.check(reply, envelope.warnings(), sent);
    List<String> errors = envelope.errors();
    boolean results = mayHoldResults(reply, request) && errors == null && envelope.data() != null;
    if (!results && (!success(reply) || (errors != null && !errors.isEmpty()))) {
      throw VaultErrors.of(reply, request, errors, envelope.requestId(), sent);
    }
    return new Answer<>(
        Optional.ofNullable(envelope.data()), envelope.requestId(), reply.status() == 500);
  }
}
