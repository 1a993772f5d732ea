package dev.provisioning.kms.benchmarks;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.envelope.Envelope;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;

/** A program: seals 256 MiB in a JVM that has just started, and says how long that took. */
public final class ColdStart {
  private static final long SIZE = 256L << 20;

  private ColdStart() {}

  /**
   * Seals once.
   *
   * @param arguments the provider, jdk or accp
   */
  public static void main(String[] arguments) throws GeneralSecurityException, IOException {
    long begun = System.nanoTime();
    Provider provider = Peers.provider(arguments[0]);
    Kms kms = Kms.of(new LocalBackend(new LocalKey(provider)));
    try (Envelope envelope = Envelope.builder(kms).provider(provider).build()) {
      envelope.seal(new Repeated(SIZE), OutputStream.nullOutputStream(), Peers.CONTEXT);
    }
    long sealing = (System.nanoTime() - begun) / 1_000_000;
    ProcessHandle.Info process = ProcessHandle.current().info();
    Instant start = process.startInstant().orElseThrow();
    System.out.printf(
        "%d ms; with the start of the JVM %d ms, processor time of all threads %d ms%n",
        sealing,
        Duration.between(start, Instant.now()).toMillis(),
        process.totalCpuDuration().orElseThrow().toMillis());
  }
}
