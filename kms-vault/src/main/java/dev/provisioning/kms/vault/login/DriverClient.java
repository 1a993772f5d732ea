package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.spi.http.HttpCall;
import dev.provisioning.kms.spi.http.HttpReply;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.spi.http.TimeLimit;
import dev.provisioning.kms.vault.wire.VaultErrors;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's client as the driver uses it, on our transport. The driver knows one address and
 * neither redirects nor deadlines; the transport knows all of them. And the driver never sees an
 * answer's body: it would make texts of tokens, which nobody can wipe, and of whole answers in its
 * exceptions.
 */
final class DriverClient extends HttpClient {
  /** What the driver's reading of an answer asks for at least. */
  private static final byte[] NOTHING = "{\"renewable\":false}".getBytes(StandardCharsets.US_ASCII);

  private final HttpTransport transport;
  private final TimeLimit limit;
  private @Nullable HttpReply reply;
  private boolean asked;

  DriverClient(HttpTransport transport, TimeLimit limit) {
    this.transport = transport;
    this.limit = limit;
  }

  @Nullable HttpReply reply() {
    return reply;
  }

  /** Whether a server was asked, answered or not. */
  boolean hasAsked() {
    return asked;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
    byte[] body = request.bodyPublisher().map(PublishedBody::of).orElse(new byte[0]);
    try {
      HttpReply answer = send(builder(request), body);
      return new DriverResponse<>(request, answer.status(), nothing(answer.status(), handler));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private static HttpCall.Builder builder(HttpRequest request) {
    HttpCall.Builder call =
        HttpCall.of(request.method(), request.uri().getRawPath())
            // The worst that a second login can do is a token that ends with its lease.
            .idempotent()
            .elsewhereOn(VaultErrors::anotherNodeMayServe);
    request.headers().map().forEach((name, values) -> values.forEach(v -> call.header(name, v)));
    return call;
  }

  /** Sends what the driver has made, or what we make where it cannot. */
  HttpReply send(HttpCall.Builder call, byte[] body) {
    if (body.length > 0) {
      call.body(body, "application/json");
    }
    limit.left().ifPresent(call::deadline);
    asked = true;
    HttpReply answer = transport.send(call.build());
    reply = answer;
    return answer;
  }

  private static <T> T nothing(int status, BodyHandler<T> handler) {
    BodySubscriber<T> subscriber = handler.apply(new Info(status));
    subscriber.onSubscribe(new Everything());
    subscriber.onNext(List.of(ByteBuffer.wrap(NOTHING).asReadOnlyBuffer()));
    subscriber.onComplete();
    return subscriber.getBody().toCompletableFuture().join();
  }

  private record Info(int statusCode) implements HttpResponse.ResponseInfo {
    @Override
    public HttpHeaders headers() {
      return DriverResponse.HEADERS;
    }

    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }
  }

  private record Everything() implements Flow.Subscription {
    @Override
    public void request(long count) {}

    @Override
    public void cancel() {}
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    throw new UnsupportedOperationException("the driver waits for its answers");
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
    return sendAsync(request, handler);
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return Optional.empty();
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return Optional.empty();
  }

  @Override
  public SSLContext sslContext() {
    throw new UnsupportedOperationException("TLS is the transport's");
  }

  @Override
  public SSLParameters sslParameters() {
    return new SSLParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return Optional.empty();
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public Optional<Executor> executor() {
    return Optional.empty();
  }
}
