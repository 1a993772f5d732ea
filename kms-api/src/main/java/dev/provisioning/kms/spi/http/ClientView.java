package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
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
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** The transport as a driver sees it that takes the JDK's client. */
final class ClientView extends HttpClient {
  private final HttpTransport transport;

  ClientView(HttpTransport transport) {
    this.transport = transport;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    HttpCall call = ViewedRequest.call(request, transport.settings());
    byte[] body = call.body();
    try (HttpReply reply = transport.send(call)) {
      return ViewedResponse.of(request, reply, handler);
    } catch (KmsException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        // The JDK's client clears the flag when it throws.
        Thread.interrupted();
        InterruptedException interrupted = new InterruptedException(e.getMessage());
        interrupted.initCause(e);
        throw interrupted;
      }
      if (e.code() == ErrorCode.TIMEOUT) {
        HttpTimeoutException late = new HttpTimeoutException(e.getMessage());
        late.initCause(e);
        throw late;
      }
      throw new IOException(e.getMessage(), e);
    } finally {
      if (body != null) {
        Arrays.fill(body, (byte) 0);
      }
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return send(request, handler);
          } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
          }
        },
        transport.threads());
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushes) {
    // A server may only push what a client accepts, and a view of single answers accepts nothing.
    return sendAsync(request, handler);
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return Optional.of(transport.settings().connectTimeout());
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return Optional.ofNullable(transport.client()).flatMap(HttpClient::proxy);
  }

  @Override
  public SSLContext sslContext() {
    HttpClient client = transport.client();
    try {
      return client == null ? SSLContext.getDefault() : client.sslContext();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public SSLParameters sslParameters() {
    HttpClient client = transport.client();
    return client == null ? new SSLParameters() : client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return Optional.empty();
  }

  @Override
  public Version version() {
    HttpClient client = transport.client();
    return client == null ? Version.HTTP_2 : client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return Optional.of(transport.threads());
  }
}
