package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;
import dev.provisioning.kms.spi.http.HttpSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Opens the backend for the scheme {@code cosmian}. The README of this artifact lists the settings.
 */
public final class CosmianProvider implements KmsProvider {
  /** Called by the service loader. */
  public CosmianProvider() {}

  @Override
  public String scheme() {
    return CosmianKms.SCHEME;
  }

  @Override
  public KmsBackend connect(KmsConfig config) {
    List<URI> addresses = HttpSettings.addresses(config, Optional.empty());
    boolean fips = config.flag("require_fips", false);
    if (fips && addresses.size() > 1) {
      throw config.invalid(
          "require_fips",
          "cannot stand beside failover_urls: a call goes on to another server without asking it");
    }
    CosmianKmsBuilder builder =
        CosmianKms.builder()
            .clock(config.clock())
            .http(
                HttpSettings.read(config, addresses)
                    .maxReplyBytes(CosmianKmsBuilder.MOST_REPLY)
                    .build())
            .requireFips(fips);
    builder.maxBatch(
        config.integer("max_batch", CosmianKmsBuilder.MAX_BATCH, 1, CosmianKmsBuilder.MOST_BATCH));
    config
        .table("headers")
        .forEach(
            (name, value) -> checked(config, "headers." + name, () -> builder.header(name, value)));
    config.secret("api_key").ifPresent(builder::apiKey);
    checked(
        config,
        "server_version",
        () -> config.text("server_version").ifPresent(builder::serverVersion));
    config.table("keys").forEach((name, id) -> allow(config, "keys." + name, id));
    config.list("allowed_keys").forEach(id -> allow(config, "allowed_keys", id));
    String key = key(config);
    checked(config, "default_key_id", () -> builder.defaultKeyId(key));
    return builder.build();
  }

  /** The target of a URI is the key. */
  private static String key(KmsConfig config) {
    Optional<String> setting = config.text("default_key_id");
    Optional<String> target = config.target().filter(t -> !t.isEmpty());
    if (setting.isPresent() && target.isPresent()) {
      throw config.invalid("default_key_id", "names a second key beside the URI's");
    }
    return setting.or(() -> target).orElseGet(() -> config.require("default_key_id"));
  }

  /**
   * Names are checked here; the list itself is the engine's. A trailing star is a pattern of it.
   */
  private static void allow(KmsConfig config, String setting, String id) {
    String name = id.endsWith("*") ? id.substring(0, id.length() - 1) + "x" : id;
    if (!KeyNames.isName(name)) {
      throw config.invalid(setting, "must be a key's name or UUID, without @");
    }
  }

  private static void checked(KmsConfig config, String setting, Runnable use) {
    try {
      use.run();
    } catch (IllegalArgumentException e) {
      throw config.invalid(setting, String.valueOf(e.getMessage()));
    }
  }
}
