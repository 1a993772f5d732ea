package dev.provisioning.kms.vault;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpCall;
import dev.provisioning.kms.spi.http.HttpReply;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.vault.transit.KeyName;
import dev.provisioning.kms.vault.transit.TransitKeys;
import java.time.Duration;

/** First whether the server serves, then whether this client's token and key are good. */
final class VaultHealth {
  /** A standby that passes requests on is as good as the active node. */
  private static final String PATH = "/v1/sys/health?standbyok=true&perfstandbyok=true";

  private final HttpTransport transport;
  private final TransitKeys keys;
  private final KeyName key;
  private final KmsClock clock;

  VaultHealth(HttpTransport transport, TransitKeys keys, KeyName key, KmsClock clock) {
    this.transport = transport;
    this.keys = keys;
    this.key = key;
    this.clock = clock;
  }

  Health check(Duration timeout) {
    long start = clock.nanoTime();
    try {
      String trouble = server(timeout);
      return trouble.isEmpty() ? key(start, timeout) : Health.down(since(start), trouble);
    } catch (KmsException e) {
      return Health.down(since(start), String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return Health.down(since(start), "closed");
    }
  }

  private Duration since(long start) {
    return Duration.ofNanos(clock.nanoTime() - start);
  }

  /**
   * Without the namespace, which OpenBao refuses there, and without the token, which nobody needs.
   */
  private String server(Duration timeout) {
    HttpCall call =
        HttpCall.of("GET", PATH)
            .header("X-Vault-Request", "true")
            .idempotent()
            .elsewhereOn(reply -> reply.status() != 200)
            .deadline(timeout)
            .build();
    try (HttpReply reply = transport.send(call)) {
      return switch (reply.status()) {
        case 200 -> "";
        case 429, 473 -> reply.server() + " is a standby";
        case 472 -> reply.server() + " is a disaster recovery secondary";
        case 501 -> reply.server() + " is not initialised";
        case 503 -> reply.server() + " is sealed";
        default -> reply.server() + " answered " + reply.status();
      };
    }
  }

  private Health key(long start, Duration timeout) {
    Duration left = timeout.minus(since(start));
    if (left.isNegative() || left.isZero()) {
      return Health.down(since(start), "the server answered, but not in time to ask for the key");
    }
    try {
      String trouble = keys.trouble(key, left);
      return trouble.isEmpty() ? Health.up(since(start)) : Health.down(since(start), trouble);
    } catch (KmsException e) {
      String reason = String.valueOf(e.getMessage());
      if (e.code() == ErrorCode.ACCESS_DENIED) {
        // A role that only encrypts, say: it need not be able to read about the key.
        return Health.degraded(since(start), "the token works, but cannot read the key: " + reason);
      }
      return Health.down(since(start), reason);
    }
  }
}
