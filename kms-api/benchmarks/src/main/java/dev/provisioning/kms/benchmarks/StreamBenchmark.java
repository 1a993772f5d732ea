package dev.provisioning.kms.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
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

/** Streams of 1 GiB from memory to nowhere. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3)
@Measurement(iterations = 3)
public class StreamBenchmark {
  private static final long SIZE = 1L << 30;

  @Param({
    "kms",
    "kms-2-threads",
    "aws-encryption-sdk",
    "aws-encryption-sdk-4kb",
    "tink-streaming-1mb"
  })
  private String peer;

  @Param({"jdk", "accp"})
  private String provider;

  private Peer measured;

  /** What is to be opened. */
  @State(Scope.Benchmark)
  public static class Sealed {
    private Chunks chunks;

    /** Seals it. */
    @Setup
    public void setUp(StreamBenchmark benchmark) throws GeneralSecurityException, IOException {
      chunks = new Chunks();
      benchmark.measured.seal(new Repeated(SIZE), chunks);
    }
  }

  /** Makes a key. */
  @Setup
  public void setUp() throws GeneralSecurityException {
    measured = Peers.peer(peer, Peers.provider(provider));
  }

  @Benchmark
  public void seal() throws GeneralSecurityException, IOException {
    measured.seal(new Repeated(SIZE), new Counted(SIZE));
  }

  @Benchmark
  public void open(Sealed sealed) throws GeneralSecurityException, IOException {
    Counted out = new Counted(SIZE);
    try (InputStream in = sealed.chunks.read()) {
      measured.open(in, out);
    }
    out.requireAll();
  }

  /** Takes bytes and counts them. */
  static final class Counted extends OutputStream {
    private final long least;
    private long count;

    Counted(long least) {
      this.least = least;
    }

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }

    void requireAll() throws IOException {
      if (count < least) {
        throw new IOException("only " + count + " bytes came out");
      }
    }
  }
}
