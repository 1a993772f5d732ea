package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.time.Duration;

/** The moment at which a call must have ended, whatever it waits for. Immutable. */
final class Deadline {
  private final Duration whole;
  private final long end;

  private Deadline(Duration whole) {
    this.whole = whole;
    this.end = System.nanoTime() + whole.toNanos();
  }

  static Deadline in(Duration whole) {
    return new Deadline(whole);
  }

  long nanosLeft() {
    return end - System.nanoTime();
  }

  KmsException passed(String server) {
    return KmsException.of(
        ErrorCode.TIMEOUT, server + " did not answer within " + whole.toMillis() + " ms");
  }
}
