package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.Health;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.cosmian.kmip.Kmip;
import dev.provisioning.kms.cosmian.kmip.KmipWire;
import dev.provisioning.kms.cosmian.kmip.VersionProbe;
import dev.provisioning.kms.spi.http.HttpReply;
import dev.provisioning.kms.spi.http.TimeLimit;
import java.time.Duration;

/**
 * First whether the server serves, then whether it knows this client, then whether the key
 * encrypts, which is all that a client with few permissions can ask.
 */
final class CosmianHealth {
  private final KmipWire wire;
  private final Kmip kmip;
  private final VersionProbe versions;
  private final Successors successors;
  private final String key;
  private final KmsClock clock;

  CosmianHealth(
      KmipWire wire,
      Kmip kmip,
      VersionProbe versions,
      Successors successors,
      String key,
      KmsClock clock) {
    this.wire = wire;
    this.kmip = kmip;
    this.versions = versions;
    this.successors = successors;
    this.key = key;
    this.clock = clock;
  }

  Health check(Duration timeout) {
    long start = clock.nanoTime();
    TimeLimit limit = TimeLimit.in(timeout);
    try {
      int status = status("/health", limit);
      // Before 5.15 there is no such address.
      int answered = status == 404 ? status("/version", limit) : status;
      if (answered == 401) {
        return unknownClient(start);
      }
      if (answered != 200) {
        return Health.down(
            since(start), "the server answered " + answered + ", it or its database is down");
      }
      versions.server(limit.left());
      // Since 5.23; before, the key's turn shows it.
      if (status("/me", limit) == 401) {
        return unknownClient(start);
      }
      return key(limit, start);
    } catch (KmsException e) {
      return Health.down(since(start), String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return Health.down(since(start), "closed");
    }
  }

  private Health unknownClient(long start) {
    return Health.down(
        since(start), "the server does not know this client; see api_key and client_cert_file");
  }

  private int status(String path, TimeLimit limit) {
    try (HttpReply reply = wire.get(path, limit.left())) {
      return reply.status();
    }
  }

  private Health key(TimeLimit limit, long start) {
    String uid = successors.known(key);
    try {
      try {
        kmip.encrypt(uid, Probe.input(), limit.left());
      } catch (KmsException e) {
        String other = successors.instead(key, uid, e, limit).orElseThrow(() -> e);
        kmip.encrypt(other, Probe.input(), limit.left());
      }
      return Health.up(since(start));
    } catch (KmsException e) {
      String reason = String.valueOf(e.getMessage());
      return switch (e.code()) {
        case ACCESS_DENIED ->
            Health.degraded(
                since(start), "this client may not encrypt with " + key + ": " + reason);
        case KEY_DISABLED ->
            Health.degraded(since(start), "the key " + key + " does not encrypt: " + reason);
        case KEY_NOT_FOUND -> Health.down(since(start), "there is no key " + key + " yet");
        default -> Health.down(since(start), reason);
      };
    }
  }

  private Duration since(long start) {
    return Duration.ofNanos(clock.nanoTime() - start);
  }
}
