package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One request and its answer, ended by the deadline, an interrupt or the end of the transport. */
final class Exchange {
  private final HttpClient client;
  private final InFlight inFlight;
  private final int maxReplyBytes;

  Exchange(HttpClient client, InFlight inFlight, int maxReplyBytes) {
    this.client = client;
    this.inFlight = inFlight;
    this.maxReplyBytes = maxReplyBytes;
  }

  /**
   * Sends a call.
   *
   * @throws IOException as the JDK's client says it, for the caller to decide on another try
   * @throws KmsException TIMEOUT, INTERRUPTED, or UNAVAILABLE after the transport was closed
   */
  HttpReply send(HttpCall call, URI target, Deadline deadline) throws IOException {
    Origin server = Origin.of(target);
    AtomicReference<BoundedBody> body = new AtomicReference<>();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request(call, target),
            info -> {
              BoundedBody bounded = new BoundedBody(maxReplyBytes, info.headers());
              body.set(bounded);
              return bounded;
            });
    inFlight.add(answer);
    boolean done = false;
    try {
      HttpResponse<byte[]> response = answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
      done = true;
      return new HttpReply(
          server.toString(),
          response.statusCode(),
          response.headers(),
          response.body(),
          Instant.now());
    } catch (TimeoutException e) {
      throw deadline.passed(server.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KmsException.of(ErrorCode.INTERRUPTED, "interrupted while waiting for " + server, e);
    } catch (CancellationException e) {
      throw closed();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      inFlight.remove(answer);
      if (!done) {
        answer.cancel(true);
        BoundedBody started = body.get();
        if (started != null) {
          started.wipe();
        }
      }
    }
  }

  private IOException failure(@Nullable Throwable cause) {
    if (inFlight.isClosed() || cause instanceof CancellationException) {
      throw closed();
    }
    return cause instanceof IOException io ? io : new IOException("the request failed", cause);
  }

  private static KmsException closed() {
    return KmsException.builder(ErrorCode.UNAVAILABLE, "the client was closed during the call")
        .retryable(false)
        .build();
  }

  private static HttpRequest request(HttpCall call, URI target) {
    byte[] body = call.body();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(call.method(), body == null ? BodyPublishers.noBody() : new WholeBody(body));
    call.headers().forEach(h -> request.header(h.name, h.value));
    return request.build();
  }
}
