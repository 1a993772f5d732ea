package dev.provisioning.kms.spi.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLSession;

/**
 * An answer as a driver sees it.
 *
 * @param request what the driver asked
 * @param statusCode the status
 * @param headers the headers
 * @param body what the driver's handler made of the bytes
 */
record ViewedResponse<T>(HttpRequest request, int statusCode, HttpHeaders headers, T body)
    implements HttpResponse<T> {

  static <T> HttpResponse<T> of(HttpRequest request, HttpReply reply, BodyHandler<T> handler)
      throws IOException {
    BodySubscriber<T> subscriber = handler.apply(new Head(reply.status(), reply.headers()));
    subscriber.onSubscribe(new Unasked());
    // Read-only: a subscriber that keeps it must not see it wiped, and none may write into it.
    if (reply.body().length > 0) {
      subscriber.onNext(List.of(ByteBuffer.wrap(reply.body().clone()).asReadOnlyBuffer()));
    }
    subscriber.onComplete();
    try {
      T body = subscriber.getBody().toCompletableFuture().join();
      return new ViewedResponse<>(request, reply.status(), reply.headers(), body);
    } catch (CompletionException e) {
      throw new IOException("the driver cannot read the answer", e.getCause());
    }
  }

  /** What a handler chooses its subscriber by. */
  private record Head(int statusCode, HttpHeaders headers) implements ResponseInfo {
    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }

  /** Everything is there already, and comes without being asked for. */
  private record Unasked() implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  @Override
  public Optional<HttpResponse<T>> previousResponse() {
    return Optional.empty();
  }

  @Override
  public Optional<SSLSession> sslSession() {
    return Optional.empty();
  }

  @Override
  public URI uri() {
    return request.uri();
  }

  @Override
  public HttpClient.Version version() {
    return HttpClient.Version.HTTP_1_1;
  }
}
