package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends calls to a server over one {@link HttpClient}, and does what that leaves open: a deadline
 * for the whole call, bounded answers, redirects to configured hosts alone, other addresses, dead
 * connections. Safe for use by many threads.
 */
public final class HttpTransport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

  private final HttpSettings settings;
  private final Semaphore permits;
  private final InFlight inFlight = new InFlight();
  private final AtomicReference<@Nullable HttpClient> client;
  private final AtomicInteger preferred = new AtomicInteger();
  private final AtomicLong disconnects = new AtomicLong();

  private HttpTransport(HttpSettings settings) {
    this.settings = settings;
    this.permits = new Semaphore(settings.maxConnections(), true);
    this.client = new AtomicReference<>(newClient(settings));
  }

  /**
   * Opens a transport; nothing is sent yet.
   *
   * @param settings where to and how
   * @return the transport
   * @throws KmsException CONFIGURATION if a certificate or key file cannot be used
   */
  public static HttpTransport open(HttpSettings settings) {
    for (URI address : settings.addresses()) {
      Origin server = Origin.of(address);
      if (server.scheme().equals("http") && !Addresses.isLoopback(address)) {
        LOG.warn("{} is not encrypted: everybody on the way reads tokens and plaintexts", server);
      } else if (!settings.tls().verify()) {
        LOG.warn(
            "tls_verify is false: whoever stands between here and {} can pose as it and read tokens"
                + " and plaintexts",
            server);
      }
    }
    return new HttpTransport(settings);
  }

  private static HttpClient newClient(HttpSettings settings) {
    boolean tls =
        settings.addresses().stream().anyMatch(a -> Origin.of(a).scheme().equals("https"));
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            // Over plain HTTP the attempt to upgrade costs and fails behind Vault's agent.
            .version(tls ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .proxy(
                settings
                    .proxy()
                    .map(p -> ProxySelector.of(new InetSocketAddress(p.getHost(), proxyPort(p))))
                    .orElse(HttpClient.Builder.NO_PROXY));
    if (tls) {
      client.sslContext(Tls.context(settings.tls())).sslParameters(Tls.parameters());
    }
    return client.build();
  }

  private static int proxyPort(URI proxy) {
    return Origin.of(proxy).port();
  }

  /**
   * Sends a call and waits for the answer.
   *
   * @param call the call
   * @return the answer, of any status that is not a redirect; the caller closes it
   * @throws KmsException UNAVAILABLE if no address can be reached or its certificate is not
   *     believed, TIMEOUT after the deadline, INTERRUPTED, CONFIGURATION for a redirect to a host
   *     that is not configured, INTERNAL for an answer above the limit
   * @throws IllegalStateException after {@link #close()}
   */
  public HttpReply send(HttpCall call) {
    HttpClient open = open();
    Deadline deadline = Deadline.in(call.deadlineOr(settings.requestTimeout()));
    acquire(deadline);
    try {
      Exchange exchange = new Exchange(open, inFlight, settings.maxReplyBytes());
      return new Sending(settings, exchange, preferred, disconnects).send(call, deadline);
    } finally {
      permits.release();
    }
  }

  private HttpClient open() {
    HttpClient open = client.get();
    if (open == null) {
      throw new IllegalStateException("this transport is closed");
    }
    return open;
  }

  private void acquire(Deadline deadline) {
    try {
      if (!permits.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
        throw KmsException.of(
            ErrorCode.TIMEOUT,
            "all " + settings.maxConnections() + " connections (max_connections) stayed in use");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KmsException.of(ErrorCode.INTERRUPTED, "interrupted while waiting to send", e);
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
   * Returns the address that answered last.
   *
   * @return at first the first one of the settings
   */
  public URI address() {
    return settings.addresses().get(preferred.get());
  }

  /**
   * Returns a view of this transport as the JDK's client, for a driver that takes one: it keeps
   * deadlines and bounds, and follows no redirect.
   *
   * @return the client
   */
  public HttpClient asHttpClient() {
    return new BoundedClient(this::open, settings.requestTimeout(), settings.maxReplyBytes());
  }

  /** Ends calls under way and lets connections go. Idempotent. */
  @Override
  public void close() {
    inFlight.close();
    // The JDK's client ends its thread and its connections once nobody refers to it; its own
    // close(), of later JDKs, would wait for servers that keep silent.
    client.set(null);
  }
}
