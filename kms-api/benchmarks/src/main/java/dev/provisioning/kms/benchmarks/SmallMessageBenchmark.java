package dev.provisioning.kms.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Messages of 1 KiB: a data key for each, wrapped in this process, or one from a cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, timeUnit = TimeUnit.MILLISECONDS, time = 400)
public class SmallMessageBenchmark {
  /** A cipher that is kept, as Tink's, expands the key of one message over and over only once. */
  private static final int MESSAGES = 64;

  @Param({"kms", "aws-encryption-sdk", "tink", "kms-cached", "aws-encryption-sdk-cached"})
  private String peer;

  @Param({"jdk", "accp"})
  private String provider;

  private final byte[] plaintext = new byte[1024];
  private final byte[][] sealed = new byte[MESSAGES][];
  private int next;
  private Peer measured;

  /** Makes a key and checks that it works. */
  @Setup
  public void setUp() throws GeneralSecurityException, IOException {
    measured = Peers.peer(peer, Peers.provider(provider));
    for (int i = 0; i < MESSAGES; i++) {
      sealed[i] = measured.seal(plaintext);
      if (!Arrays.equals(plaintext, measured.open(sealed[i]))) {
        throw new GeneralSecurityException("what came back differs");
      }
    }
  }

  @Benchmark
  public byte[] seal() throws GeneralSecurityException, IOException {
    return measured.seal(plaintext);
  }

  @Benchmark
  public byte[] open() throws GeneralSecurityException, IOException {
    next = (next + 1) % MESSAGES;
    return measured.open(sealed[next]);
  }
}
