package dev.provisioning.kms.spi.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A driver's request as a call of the transport. */
final class ViewedRequest {
  private ViewedRequest() {}

  static HttpCall call(HttpRequest request, HttpSettings settings)
      throws IOException, InterruptedException {
    Duration most = settings.requestTimeout();
    Duration deadline = request.timeout().filter(asked -> asked.compareTo(most) < 0).orElse(most);
    HttpCall.Builder call = HttpCall.of(request.method(), path(request.uri(), settings));
    request.headers().map().forEach((name, values) -> values.forEach(v -> call.header(name, v)));
    if (request.method().equals("GET") || request.method().equals("HEAD")) {
      call.idempotent();
    }
    if (request.bodyPublisher().filter(p -> p.contentLength() != 0).isPresent()) {
      call.bodyAlone(collect(request.bodyPublisher().orElseThrow(), settings, deadline));
    }
    return call.deadline(deadline).build();
  }

  /** What comes after the address, so that the transport can choose the address. */
  private static String path(URI uri, HttpSettings settings) throws IOException {
    for (URI address : settings.addresses()) {
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null
          && address.getScheme().equalsIgnoreCase(uri.getScheme())
          && Redirects.hostAndPort(address).equals(Redirects.hostAndPort(uri))
          && (uri.getRawPath() + "/").startsWith(address.getRawPath() + "/")) {
        String rest = uri.getRawPath().substring(address.getRawPath().length());
        String path = rest.isEmpty() ? "/" : rest;
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
      }
    }
    throw new IOException("the driver asks for another server than the configured ones");
  }

  private static byte[] collect(
      HttpRequest.BodyPublisher publisher, HttpSettings settings, Duration deadline)
      throws IOException, InterruptedException {
    ReplyBody bytes =
        new ReplyBody("the driver", publisher.contentLength(), settings.maxReplyBytes());
    publisher.subscribe(new Buffers(bytes));
    CompletableFuture<byte[]> body = bytes.getBody();
    try {
      return body.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the driver's request has no complete body", e);
    }
  }

  /** Requests come in single buffers, answers in lists of them. */
  private record Buffers(ReplyBody to) implements Flow.Subscriber<ByteBuffer> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      to.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      to.onNext(List.of(buffer));
    }

    @Override
    public void onError(Throwable failure) {
      to.onError(failure);
    }

    @Override
    public void onComplete() {
      to.onComplete();
    }
  }
}
