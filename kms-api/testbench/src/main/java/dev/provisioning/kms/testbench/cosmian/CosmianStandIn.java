package dev.provisioning.kms.testbench.cosmian;

import dev.provisioning.kms.testbench.WireReply;
import dev.provisioning.kms.testbench.WireRequest;
import dev.provisioning.kms.testbench.WireServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server of an era inside this JVM: KMIP as JSON with real AES-GCM, the states and generations of
 * keys, the statuses and words of that era's errors, and faults on demand. Requests are recorded.
 *
 * <p>The words of the newest era are compared with the real server's by a test; those of older ones
 * are taken from what their sources say. Only the first words of an error are meant to be read.
 */
public final class CosmianStandIn implements CosmianHost {
  private final CosmianEra era;
  private final Credentials credentials;
  private final Routes routes;
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
  private final WireServer server;
  private final URI address;

  private CosmianStandIn(CosmianEra era, Credentials credentials) throws IOException {
    this.era = era;
    this.credentials = credentials;
    Keyring keyring = new Keyring(era);
    routes = new Routes(era, keyring, credentials);
    server =
        credentials.certificates().isPresent()
            ? WireServer.start(this::handle, credentials.certificates().get().context("server"))
            : WireServer.start(this::handle);
    address = URI.create(credentials.scheme() + "://127.0.0.1:" + server.port());
  }

  /**
   * Starts an open server.
   *
   * @param era its version
   * @return the running server
   * @throws IOException if no port is free
   */
  public static CosmianStandIn start(CosmianEra era) throws IOException {
    return start(era, CosmianAccess.OPEN, Path.of(""));
  }

  /**
   * Starts a server.
   *
   * @param era its version
   * @param access how it knows its clients
   * @param folder where certificates go, if it has some
   * @return the running server
   * @throws IOException if no port is free
   */
  public static CosmianStandIn start(CosmianEra era, CosmianAccess access, Path folder)
      throws IOException {
    return new CosmianStandIn(era, Credentials.make(access, folder));
  }

  private WireReply handle(WireRequest request) {
    RecordedRequest recorded = RecordedRequest.of(request);
    requests.add(recorded);
    Queue<Fault> queue = faults.get(recorded.tag());
    Fault fault = queue == null ? null : queue.poll();
    return fault == null ? routes.answer(request) : fault.answer(() -> routes.answer(request));
  }

  /**
   * Makes coming requests fail, one for each fault.
   *
   * @param tag the operation, such as {@code Encrypt} or {@code RequestMessage}, or a path, such as
   *     {@code /health}
   * @param next what goes wrong, in order
   */
  public void fail(String tag, Fault... next) {
    faults.computeIfAbsent(tag, ignored -> new ConcurrentLinkedQueue<>()).addAll(List.of(next));
  }

  /**
   * Returns the requests so far.
   *
   * @return the requests, the oldest first
   */
  public List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  /**
   * Returns the requests of one operation so far.
   *
   * @param tag the operation or the path
   * @return the requests, the oldest first
   */
  public List<RecordedRequest> requests(String tag) {
    return requests.stream().filter(r -> r.tag().equals(tag)).toList();
  }

  @Override
  public URI address() {
    return address;
  }

  @Override
  public CosmianEra era() {
    return era;
  }

  @Override
  public Map<String, String> settings() {
    return settings(OWNER);
  }

  @Override
  public Map<String, String> settings(String user) {
    return credentials.settings(address, user);
  }

  @Override
  public CosmianAdmin admin(String user) {
    try {
      return credentials.admin(address, era, user);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void restart() {
    kill();
    start();
  }

  @Override
  public void kill() {
    server.stop();
  }

  @Override
  public void start() {
    server.startAgain();
  }

  @Override
  public void close() {
    server.close();
  }
}
