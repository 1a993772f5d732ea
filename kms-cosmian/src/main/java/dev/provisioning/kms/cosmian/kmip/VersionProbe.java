package dev.provisioning.kms.cosmian.kmip;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpReply;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the server's version once, and again when a connection failed in between: an upgrade
 * looks like that. Connections that the server closes while they are idle are not noticed, hence
 * also every ten minutes. Safe for use by many threads.
 */
public final class VersionProbe {
  /** What an unknown server is taken for: it speaks as 5.x does and is not asked to rotate. */
  static final ServerVersion UNKNOWN = new ServerVersion(5, 13, false, "unknown");

  private static final long MAX_AGE = Duration.ofMinutes(10).toNanos();

  private final KmipWire wire;
  private final Optional<ServerVersion> configured;
  private final boolean requireFips;
  private final LongSupplier disconnects;
  private final LongSupplier nanoTime;
  private volatile @Nullable Seen seen;

  private record Seen(ServerVersion version, long disconnects, long at) {}

  /**
   * Asks over a wire.
   *
   * @param wire the wire
   * @param configured a version that is taken without asking
   * @param requireFips whether a server that does not say that it runs in FIPS mode is refused
   * @param disconnects grows when a connection fails
   * @param nanoTime a clock that never goes back
   */
  public VersionProbe(
      KmipWire wire,
      Optional<ServerVersion> configured,
      boolean requireFips,
      LongSupplier disconnects,
      LongSupplier nanoTime) {
    this.wire = wire;
    this.configured = configured;
    this.requireFips = requireFips;
    this.disconnects = disconnects;
    this.nanoTime = nanoTime;
  }

  /**
   * Returns the version.
   *
   * @return the configured one, or what the server says; 5.13 where it does not say anything
   * @throws KmsException CONFIGURATION without the FIPS mode that the configuration requires
   */
  public ServerVersion server() {
    return server(Optional.empty());
  }

  /**
   * Returns the version.
   *
   * @param deadline the longest that asking may take; empty for that of the settings
   * @return the same
   */
  public ServerVersion server(Optional<Duration> deadline) {
    if (configured.isPresent() && !requireFips) {
      return configured.get();
    }
    Seen last = seen;
    long now = disconnects.getAsLong();
    if (last == null || last.disconnects() != now || isOld(last)) {
      last = new Seen(ask(deadline, false), now, nanoTime.getAsLong());
      seen = last;
    }
    return configured.orElse(last.version());
  }

  /**
   * Returns the version, asking for it whatever was seen before.
   *
   * @return the same
   */
  ServerVersion renewed() {
    return renewed(Optional.empty());
  }

  ServerVersion renewed(Optional<Duration> deadline) {
    seen = null;
    return server(deadline);
  }

  private boolean isOld(Seen last) {
    return nanoTime.getAsLong() - last.at() > MAX_AGE;
  }

  /**
   * Returns the version as far as it is known without asking.
   *
   * @return the configured one, or the one seen last
   */
  public Optional<ServerVersion> known() {
    Seen last = seen;
    return configured.or(() -> Optional.ofNullable(last).map(Seen::version));
  }

  /**
   * Asks the server that a rotation is about to be sent to, whatever was seen before: below 5.23 it
   * would write a new key over the old one. What is configured does not count: a configuration
   * outlives the server that it was written for.
   *
   * @return what it says; {@link #UNKNOWN} if it says nothing
   */
  ServerVersion beforeRotation() {
    return ask(Optional.empty(), true);
  }

  private ServerVersion ask(Optional<Duration> deadline, boolean firstAddressOnly) {
    try (HttpReply reply = wire.get("/version", deadline, firstAddressOnly)) {
      int status = reply.status();
      if (status == 401 || status == 408 || status == 429 || status >= 500) {
        throw KmipErrors.of(reply, "GET /version");
      }
      String text = status == 200 ? new String(reply.body(), UTF_8).strip() : "";
      ServerVersion version = ServerVersion.parse(text.replaceAll("^\"|\"$", "")).orElse(UNKNOWN);
      if (requireFips && !version.fips()) {
        throw KmsException.of(
            ErrorCode.CONFIGURATION,
            reply.server() + " does not say that it runs in FIPS mode, which require_fips demands");
      }
      return version;
    }
  }
}
