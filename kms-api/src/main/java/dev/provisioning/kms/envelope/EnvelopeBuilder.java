package dev.provisioning.kms.envelope;

import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsClock;
import java.security.Provider;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Says how an {@link Envelope} seals and opens. Not safe for use by several threads. */
public final class EnvelopeBuilder {
  private static final int MAX_SLOT = Prefix.MAX_SLOT_PAGES * Prefix.PAGE;

  private final List<KmsClient> clients = new ArrayList<>();
  private boolean acceptUnauthenticated;
  private int threads = 1;
  private @Nullable Executor executor;
  private @Nullable Provider provider;
  private int slotPages = Prefix.MIN_SLOT_PAGES;
  private @Nullable CacheLimits cache;
  private Duration openWithin = Patience.DEFAULT;
  private KmsClock clock = KmsClock.system();
  private SecureRandom random = new SecureRandom();
  private FileLayer files = new DiskFiles();

  EnvelopeBuilder(KmsClient client) {
    clients.add(client);
  }

  /**
   * Adds another client that can open the messages alone, such as one of a second region or of an
   * age key in a safe. Sealing asks all clients; opening asks those that need no server first and
   * then the others in the order they were added, until one succeeds. See {@link #openWithin} for
   * how long that may take.
   *
   * @param client the client, which the caller closes
   * @return this builder
   * @throws IllegalArgumentException if there are 16 already
   */
  public EnvelopeBuilder alsoOpenableBy(KmsClient client) {
    Objects.requireNonNull(client, "client");
    if (clients.size() == WrappedKeys.MAX_ENTRIES) {
      throw new IllegalArgumentException("an envelope has at most 16 clients");
    }
    clients.add(client);
    return this;
  }

  /**
   * Lets a further client open messages although anybody can write messages for it, as for an age
   * recipient, while those of the first client prove that their writer held a credential. Without
   * this, such a client is sealed for and never asked to open.
   *
   * @return this builder
   */
  public EnvelopeBuilder acceptUnauthenticated() {
    acceptUnauthenticated = true;
    return this;
  }

  /**
   * Sets how long opening may take to find the key of a message, all clients together, repetitions
   * included. A server that hangs takes no more than its share of what is left, so that each client
   * has its turn: with two, the first has half of it. What a client that needs no server does is
   * not cut short.
   *
   * @param atMost more than zero, a day at most; 30 seconds by default
   * @return this builder
   */
  public EnvelopeBuilder openWithin(Duration atMost) {
    if (atMost.isNegative() || atMost.isZero() || atMost.compareTo(Patience.LONGEST) > 0) {
      throw new IllegalArgumentException("opening may take more than no time, and a day at most");
    }
    openWithin = atMost;
    return this;
  }

  /**
   * Sets how many threads seal or open the frames of one message, the caller among them. With more
   * than one, streams and files take 256 KiB of memory for each of {@code 2 * count + 1} batches.
   * The further threads are started when they are needed, end when they are idle for 10 seconds,
   * and never touch a stream.
   *
   * @param count 1 to 64; 1 by default
   * @return this builder
   */
  public EnvelopeBuilder threads(int count) {
    if (count < 1 || count > Workers.MAX) {
      throw new IllegalArgumentException("1 to " + Workers.MAX + " threads are possible");
    }
    threads = count;
    return this;
  }

  /**
   * Takes the further threads from an executor, and the one that refreshes a cached key. Frames
   * that it rejects or does not begin in time, the caller does itself.
   *
   * @param value the executor, which the caller shuts down
   * @return this builder
   */
  public EnvelopeBuilder executor(Executor value) {
    executor = Objects.requireNonNull(value, "executor");
    return this;
  }

  /**
   * Takes AES-GCM from a provider, which need not be installed. Without this it is the JDK's own,
   * or the Amazon Corretto Crypto Provider's where that is on the class path and works.
   *
   * @param value the provider
   * @return this builder
   */
  public EnvelopeBuilder provider(Provider value) {
    provider = Objects.requireNonNull(value, "provider");
    return this;
  }

  /**
   * Reserves more room for wrapped keys in the two header slots of new files, so that {@link
   * Envelope#rewrap} and {@link Envelope#moveTo} need no copy.
   *
   * @param bytes the size of each slot, rounded up to 4096; 8192 by default, 69632 at most
   * @return this builder
   */
  public EnvelopeBuilder headerSlotBytes(int bytes) {
    if (bytes < 1 || bytes > MAX_SLOT) {
      throw new IllegalArgumentException("a header slot has 1 to " + MAX_SLOT + " bytes");
    }
    slotPages = Math.max(Prefix.MIN_SLOT_PAGES, (bytes + Prefix.PAGE - 1) / Prefix.PAGE);
    return this;
  }

  /**
   * Lets one data key serve several messages of the same context, and remembers unwrapped ones:
   * fewer calls, within limits. Messages that are sealed so say that their data key is shared, and
   * get a further reader only by {@link Envelope#reseal}. Off by default.
   *
   * @param limits how long
   * @return this builder
   */
  public EnvelopeBuilder cache(CacheLimits limits) {
    cache = Objects.requireNonNull(limits, "limits");
    return this;
  }

  /**
   * Sets the clock by which the cache measures the age of keys, and opening what is left of its
   * time.
   *
   * @param value the clock; the system's by default
   * @return this builder
   */
  public EnvelopeBuilder clock(KmsClock value) {
    clock = Objects.requireNonNull(value, "clock");
    return this;
  }

  EnvelopeBuilder files(FileLayer value) {
    files = value;
    return this;
  }

  EnvelopeBuilder random(SecureRandom value) {
    random = value;
    return this;
  }

  /**
   * Makes the envelope. Needs no network.
   *
   * @return an envelope, which the caller closes
   * @throws dev.provisioning.kms.KmsException CONFIGURATION if the provider has no AES-GCM;
   *     UNSUPPORTED for a client of another make that wraps no envelope keys
   */
  public Envelope build() {
    KeyHolders holders =
        KeyHolders.of(clients, acceptUnauthenticated, new Patience(clock, openWithin));
    CipherSource ciphers =
        provider == null
            ? Corretto.find().orElseGet(CipherSource::ofJdk)
            : CipherSource.of(provider);
    Workers workers = executor == null ? Workers.own(threads) : Workers.on(threads, executor);
    DataKeys dataKeys = new DataKeys(holders, random, newCache(), newCache());
    return new Envelope(new Parts(holders, dataKeys, ciphers, workers, random, slotPages, files));
  }

  private @Nullable DataKeyCache newCache() {
    return cache == null
        ? null
        : new DataKeyCache(
            cache, clock, executor == null ? EnvelopeBuilder::onThreadOfItsOwn : executor);
  }

  /** Refreshes are rare and wait for a server. */
  private static void onThreadOfItsOwn(Runnable refresh) {
    Thread thread = new Thread(refresh, "kms-envelope-refresh");
    thread.setDaemon(true);
    thread.start();
  }
}
