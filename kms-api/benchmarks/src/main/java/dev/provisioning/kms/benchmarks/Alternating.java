package dev.provisioning.kms.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A program for a machine that others use too: the peers take turns in one JVM, and what counts is
 * the processor time of the thread. It cannot measure what several threads do.
 */
public final class Alternating {
  private static final int ROUNDS = 9;
  private static final long WARM_UP_NANOS = 2_500_000_000L;
  private static final long TURN_NANOS = 150_000_000L;
  private static final int MESSAGES = 64;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<Turn> turns = new ArrayList<>();

  /** Where results go, so that they are made. */
  private volatile Object result = "";

  private record Turn(
      Callable<byte[]> call,
      String benchmark,
      String method,
      String peer,
      double unitNanos,
      List<Double> times) {}

  private Alternating() {}

  /**
   * Measures 1 KiB and then 16 MiB.
   *
   * @param arguments the provider, jdk or accp, and the file for results in the form of JMH's
   */
  public static void main(String[] arguments) throws Exception {
    Alternating small = new Alternating();
    Alternating large = new Alternating();
    Provider provider = Peers.provider(arguments[0]);
    for (String peer :
        List.of("kms", "aws-encryption-sdk", "tink", "kms-cached", "aws-encryption-sdk-cached")) {
      small.add(Comparison.SMALL, peer, provider, new byte[1024], MESSAGES, 1e3);
    }
    for (String peer :
        List.of("kms", "aws-encryption-sdk", "tink-streaming-1mb", "tink-streaming-4kb")) {
      large.add(Comparison.LARGE, peer, provider, new byte[16 << 20], 1, 1e6);
    }
    small.measure();
    large.measure();
    List<Object> all = new ArrayList<>(small.results(arguments[0]));
    all.addAll(large.results(arguments[0]));
    new ObjectMapper().writeValue(new File(arguments[1]), all);
  }

  private void add(
      String benchmark, String name, Provider provider, byte[] plaintext, int count, double unit)
      throws GeneralSecurityException, IOException {
    Peer peer = Peers.peer(name, provider);
    byte[][] sealed = new byte[count][];
    for (int i = 0; i < count; i++) {
      sealed[i] = peer.seal(plaintext);
    }
    int[] next = {0};
    turns.add(
        new Turn(() -> peer.seal(plaintext), benchmark, "seal", name, unit, new ArrayList<>()));
    turns.add(
        new Turn(
            () -> peer.open(sealed[next[0]++ % count]),
            benchmark,
            "open",
            name,
            unit,
            new ArrayList<>()));
  }

  private void measure() throws Exception {
    for (Turn turn : turns) {
      run(turn, WARM_UP_NANOS);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Turn turn : turns) {
        turn.times().add(run(turn, TURN_NANOS) / turn.unitNanos());
      }
    }
  }

  private double run(Turn turn, long nanos) throws Exception {
    long start = threads.getCurrentThreadCpuTime();
    long count = 0;
    long taken;
    do {
      result = turn.call().call();
      count++;
      taken = threads.getCurrentThreadCpuTime() - start;
    } while (taken < nanos);
    return (double) taken / count;
  }

  private List<Object> results(String provider) {
    List<Object> results = new ArrayList<>();
    for (Turn turn : turns) {
      results.add(
          Map.of(
              "jdkVersion",
              System.getProperty("java.version"),
              "benchmark",
              turn.benchmark() + "." + turn.method(),
              "params",
              Map.of("peer", turn.peer(), "provider", provider),
              "primaryMetric",
              Map.of("rawData", List.of(turn.times()))));
    }
    return results;
  }
}
