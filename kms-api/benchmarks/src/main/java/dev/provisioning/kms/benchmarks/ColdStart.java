package dev.provisioning.kms.benchmarks;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeBuilder;
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
    EnvelopeBuilder builder = Envelope.builder(Kms.of(new LocalBackend(new LocalKey(provider))));
    if (arguments[0].equals("accp")) {
      builder.provider(provider);
    }
    try (Envelope envelope = builder.build()) {
      envelope.seal(new Repeated(SIZE), OutputStream.nullOutputStream(), Peers.CONTEXT);
    }
    long sealing = (System.nanoTime() - begun) / 1_000_000;
    Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
    System.out.println(
        sealing
            + " ms, with the start of the JVM "
            + Duration.between(start, Instant.now()).toMillis());
  }
}
