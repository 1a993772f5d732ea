package dev.provisioning.kms.spi.http;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The transport as a driver sees it: the JDK's client, with a deadline that covers the body too and
 * a limit on it. The JDK's own timeout ends when the headers are there.
 */
final class BoundedClient extends HttpClient {
  private final Supplier<HttpClient> client;
  private final Duration timeout;
  private final long limit;

  BoundedClient(Supplier<HttpClient> client, Duration timeout, long limit) {
    this.client = client;
    this.timeout = timeout;
    this.limit = limit;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> answer = client.get().sendAsync(request, limited(handler));
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HttpTimeoutException) {
        throw new HttpTimeoutException("no answer in time");
      }
      throw new IOException("the request failed", e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return client
        .get()
        .sendAsync(request, limited(handler))
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
    return sendAsync(request, handler);
  }

  private <T> BodyHandler<T> limited(BodyHandler<T> handler) {
    return info -> new LimitedBody<>(handler.apply(info), limit);
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.get().cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.get().connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client.get().followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.get().proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.get().sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.get().sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.get().authenticator();
  }

  @Override
  public Version version() {
    return client.get().version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.get().executor();
  }
}
