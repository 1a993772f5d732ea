package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls to a server, which may have several addresses, over one {@link HttpClient}. Safe for
 * use by many threads, virtual ones too.
 *
 * <p>A call has one deadline for everything: waiting its turn, connecting, redirects, repetition,
 * and reading the answer to its last byte. It goes to the address that answered last, and to the
 * next one if no connection can be made or believed, or if the answer is one that the backend looks
 * for {@link HttpCall.Builder#elsewhereOn elsewhere}. When a connection ends before the answer
 * begins, as a kept one may that the server has just closed, an idempotent call is repeated once at
 * once, and then goes on to the next address as well; any other call fails, since the server may
 * have acted upon it. Nothing else is repeated here: that is the caller's policy. After a deadline
 * that passed without an answer the next call begins with the next address.
 *
 * <p>Redirects 307 and 308 are followed at most twice in a call, to configured hosts alone, within
 * the scheme. There are no cookies, no credentials but the call's own headers, and no settings from
 * system properties.
 */
public final class HttpTransport implements AutoCloseable {
  private final HttpSettings settings;
  private final Failures failures;
  private final Redirects redirects;
  private final Permits permits;
  private final Threads threads = new Threads();
  private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
  private final Watch watch = new Watch(underWay, threads);
  private final AtomicReference<@Nullable HttpClient> client = new AtomicReference<>();
  private final AtomicReference<@Nullable String> lastServer = new AtomicReference<>();
  private final AtomicLong disconnects = new AtomicLong();
  private volatile int preferred;

  private HttpTransport(HttpSettings settings) {
    this.settings = settings;
    this.failures = new Failures(settings);
    this.redirects = new Redirects(settings.addresses(), settings.redirectHosts());
    this.permits = new Permits(settings.maxConnections());
    client.set(Clients.open(settings, threads));
  }

  /**
   * Opens a transport; nothing is sent yet. Certificate and key files are read now, and warnings
   * about what protects nothing are logged.
   *
   * @param settings where to and how
   * @return the transport
   * @throws KmsException CONFIGURATION if a certificate or key file cannot be used
   */
  public static HttpTransport open(HttpSettings settings) {
    Objects.requireNonNull(settings, "settings");
    HttpTransport transport = new HttpTransport(settings);
    Warnings.log(settings);
    return transport;
  }

  /**
   * Sends a call and waits for the answer.
   *
   * @param call the call
   * @return the answer, of any status but a redirect; the caller closes it
   * @throws KmsException UNAVAILABLE if no address can be reached, if the connection ends, or, not
   *     retryable, if TLS fails or the transport is closed meanwhile; TIMEOUT after the deadline;
   *     INTERRUPTED, with the thread's flag set again; CONFIGURATION for a redirect to a host that
   *     is not configured; INTERNAL for an answer that is above the limit or not HTTP
   * @throws IllegalStateException after {@link #close()}
   */
  public HttpReply send(HttpCall call) {
    Objects.requireNonNull(call, "call");
    checkOpen();
    Deadline deadline =
        Deadline.in(call.deadline() == null ? settings.requestTimeout() : call.deadline());
    permits.acquire(deadline);
    try {
      return inTurn(call, deadline);
    } finally {
      permits.release();
    }
  }

  private HttpReply inTurn(HttpCall call, Deadline deadline) {
    Rounds rounds = new Rounds(call, (target, c) -> exchange(target, c, deadline), redirects);
    List<URI> addresses = settings.addresses();
    if (!call.everyAddress()) {
      return rounds.run(addresses.subList(0, 1), 0).reply();
    }
    Rounds.Answer answer;
    try {
      answer = rounds.run(addresses, preferred);
    } catch (KmsException e) {
      if (e.code() == ErrorCode.TIMEOUT) {
        // One that takes connections and says nothing would take the whole of every deadline.
        preferred = (rounds.asked() + 1) % addresses.size();
      }
      throw e;
    }
    preferred = answer.address();
    String before = lastServer.getAndSet(answer.reply().server());
    if (before != null && !before.equals(answer.reply().server())) {
      disconnects.incrementAndGet();
    }
    return answer.reply();
  }

  private HttpReply exchange(URI target, HttpCall call, Deadline deadline) throws Unanswered {
    if (deadline.nanosLeft() == 0) {
      throw new Unanswered(
          Unanswered.Next.GIVE_UP,
          KmsException.of(ErrorCode.TIMEOUT, "the deadline passed before the call was sent"));
    }
    Exchange exchange = exchangeWith(target, call, deadline);
    underWay.add(exchange);
    try {
      // After it is registered, so that close() misses none.
      checkOpen();
      if (exchange.holdsCaller()) {
        watch.over(exchange);
      }
      exchange.start();
      return proxyChecked(exchange.await(failures));
    } catch (Unanswered u) {
      disconnects.incrementAndGet();
      throw u;
    } finally {
      underWay.remove(exchange);
    }
  }

  /** On the caller's thread, unless a name server may hold it up for longer than the deadline. */
  private Exchange exchangeWith(URI target, HttpCall call, Deadline deadline) {
    HttpClient open = checkOpen();
    String server = target.getScheme() + "://" + target.getRawAuthority();
    URI connected = settings.proxy() == null ? target : settings.proxy();
    boolean inPlace = Addresses.isLiteral(connected);
    Duration untilHead = inPlace ? Duration.ofNanos(Math.max(1, deadline.nanosLeft())) : null;
    Carriage carriage = inPlace ? new Carriage.CallersThread() : new Carriage.OtherThread(threads);
    return new Exchange(
        open,
        Clients.request(target, call, untilHead),
        server,
        settings.maxReplyBytes(),
        deadline,
        carriage);
  }

  /** The JDK hands a proxy's refusal out as if the server had answered. */
  private HttpReply proxyChecked(HttpReply reply) throws Unanswered {
    if (settings.proxy() == null || reply.status() != 407) {
      return reply;
    }
    reply.close();
    throw new Unanswered(
        Unanswered.Next.GIVE_UP,
        KmsException.builder(
                ErrorCode.UNAVAILABLE,
                "the proxy of proxy_url wants credentials, which are not supported")
            .retryable(false)
            .build());
  }

  private HttpClient checkOpen() {
    HttpClient open = client.get();
    if (open == null) {
      throw new IllegalStateException("this transport is closed");
    }
    return open;
  }

  Threads threads() {
    return threads;
  }

  /**
   * Counts the exchanges that ended without an answer, and the changes from one server to another,
   * so that a backend can tell that what it learnt of a server may be of another one. A kept
   * connection that ends while it is idle is not seen here: the JDK replaces it silently.
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
    return settings.addresses().get(preferred);
  }

  /**
   * Ends calls under way with UNAVAILABLE, not retryable, and releases connections and threads.
   * Does not wait for them. Idempotent.
   */
  @Override
  public void close() {
    HttpClient open = client.getAndSet(null);
    if (open == null) {
      return;
    }
    permits.open();
    watch.end();
    underWay.forEach(
        exchange ->
            exchange.abandon(
                KmsException.builder(ErrorCode.UNAVAILABLE, "the backend was closed meanwhile")
                    .retryable(false)
                    .build()));
    threads.end(open);
  }

  @Override
  public String toString() {
    return "HttpTransport" + settings.addresses();
  }
}
