package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.cosmian.kmip.KmipWire;
import dev.provisioning.kms.spi.http.HttpReply;
import java.time.Duration;
import java.util.Optional;

/** First whether the server serves, then whether it knows this client, then the key. */
final class CosmianHealth {
  private final KmipWire wire;
  private final CosmianKeys keys;
  private final String key;
  private final KmsClock clock;

  CosmianHealth(KmipWire wire, CosmianKeys keys, String key, KmsClock clock) {
    this.wire = wire;
    this.keys = keys;
    this.key = key;
    this.clock = clock;
  }

  Health check(Duration timeout) {
    long start = clock.nanoTime();
    try {
      int status = status("/health", timeout);
      // Before 5.15 there is no such address.
      int answered = status == 404 ? status("/version", timeout) : status;
      if (answered == 401) {
        return Health.down(since(start), "the server does not know this client; see api_key");
      }
      if (answered != 200) {
        return Health.down(
            since(start), "the server answered " + answered + ", it or its database is down");
      }
      if (status("/me", timeout) == 401) {
        return Health.down(since(start), "the server does not know this client; see api_key");
      }
      return key(start);
    } catch (KmsException e) {
      return Health.down(since(start), String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return Health.down(since(start), "closed");
    }
  }

  private int status(String path, Duration timeout) {
    try (HttpReply reply = wire.get(path, Optional.of(timeout))) {
      return reply.status();
    }
  }

  private Health key(long start) {
    try {
      KeyInfo info = keys.describe(key);
      return info.state() == KeyInfo.State.ENABLED
          ? Health.up(since(start))
          : Health.degraded(
              since(start), "the key " + key + " is " + info.details().get("server_state"));
    } catch (KmsException e) {
      String reason = String.valueOf(e.getMessage());
      if (e.code() == ErrorCode.ACCESS_DENIED) {
        return Health.degraded(since(start), "the key's attributes may not be read: " + reason);
      }
      return Health.down(
          since(start),
          e.code() == ErrorCode.KEY_NOT_FOUND ? "there is no key " + key + " yet" : reason);
    }
  }

  private Duration since(long start) {
    return Duration.ofNanos(clock.nanoTime() - start);
  }
}
