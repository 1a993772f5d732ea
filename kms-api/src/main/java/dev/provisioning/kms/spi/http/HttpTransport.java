package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Sends calls to a server over one {@link HttpClient}. Safe for use by many threads. */
public final class HttpTransport implements AutoCloseable {
  private final HttpSettings settings;
  private final HttpClient client;
  private final AtomicLong disconnects = new AtomicLong();

  private HttpTransport(HttpSettings settings) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Opens a transport; nothing is sent yet.
   *
   * @param settings where to and how
   * @return the transport
   * @throws KmsException CONFIGURATION if a certificate or key file cannot be used
   */
  public static HttpTransport open(HttpSettings settings) {
    return new HttpTransport(settings);
  }

  /**
   * Sends a call and waits for the answer.
   *
   * @param call the call
   * @return the answer, of any status that is not a redirect; the caller closes it
   * @throws KmsException UNAVAILABLE if no address can be reached, TIMEOUT after the deadline,
   *     INTERRUPTED, CONFIGURATION for a redirect to a host that is not configured, INTERNAL for an
   *     answer above the limit
   */
  public HttpReply send(HttpCall call) {
    URI base = settings.addresses().get(0);
    URI target = URI.create(base + call.path());
    byte[] body = call.body();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(settings.requestTimeout())
            .method(
                call.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    call.headers().forEach(h -> request.header(h.name, h.value));
    try {
      HttpResponse<byte[]> r =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new HttpReply(base.toString(), r.statusCode(), r.headers(), r.body());
    } catch (HttpTimeoutException e) {
      throw KmsException.of(ErrorCode.TIMEOUT, "no answer in time", e);
    } catch (IOException e) {
      disconnects.incrementAndGet();
      throw KmsException.of(ErrorCode.UNAVAILABLE, "cannot reach " + base, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KmsException.of(ErrorCode.INTERRUPTED, "interrupted while waiting", e);
    }
  }

  /**
   * Counts the connections that failed, so that a backend can tell that what it learnt of a server
   * may be of another one.
   *
   * @return the count, which only grows
   */
  public long disconnects() {
    return disconnects.get();
  }

  /**
   * Returns a view of this transport as the JDK's client, for a driver that takes one: it keeps
   * deadlines and bounds, and follows no redirect.
   *
   * @return the client
   */
  public HttpClient asHttpClient() {
    return client;
  }

  /** Ends calls under way and releases connections. Idempotent. */
  @Override
  public void close() {}
}
