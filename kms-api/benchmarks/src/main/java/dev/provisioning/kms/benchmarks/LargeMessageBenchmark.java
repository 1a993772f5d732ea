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

/** Messages of 16 MiB from array to array: the frames are all that counts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, timeUnit = TimeUnit.MILLISECONDS, time = 400)
public class LargeMessageBenchmark {
  @Param({"kms", "kms-2-threads", "aws-encryption-sdk", "tink-streaming-1mb", "tink-streaming-4kb"})
  private String peer;

  @Param({"jdk", "accp"})
  private String provider;

  private final byte[] plaintext = new byte[16 << 20];
  private byte[] sealed;
  private Peer measured;

  /** Makes a key and checks that it works. */
  @Setup
  public void setUp() throws GeneralSecurityException, IOException {
    measured = Peers.peer(peer, Peers.provider(provider));
    sealed = measured.seal(plaintext);
    if (!Arrays.equals(plaintext, measured.open(sealed))) {
      throw new GeneralSecurityException("what came back differs");
    }
  }

  @Benchmark
  public byte[] seal() throws GeneralSecurityException, IOException {
    return measured.seal(plaintext);
  }

  @Benchmark
  public byte[] open() throws GeneralSecurityException, IOException {
    return measured.open(sealed);
  }
}
