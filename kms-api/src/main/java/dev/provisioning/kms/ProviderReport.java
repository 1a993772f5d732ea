package dev.provisioning.kms;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One provider that the service loader found, or failed to load.
 *
 * @param scheme the scheme it serves; absent if it failed to load
 * @param className its class, or the service file's line, as far as known
 * @param location the jar or folder it came from, as far as known
 * @param failure why it failed to load; absent if it loaded
 */
public record ProviderReport(
    Optional<String> scheme, String className, String location, Optional<String> failure) {
  static ProviderReport loaded(String scheme, String className, String location) {
    return new ProviderReport(Optional.of(scheme), className, location, Optional.empty());
  }

  static ProviderReport failed(String className, String location, @Nullable String failure) {
    return new ProviderReport(
        Optional.empty(), className, location, Optional.of(String.valueOf(failure)));
  }
}
