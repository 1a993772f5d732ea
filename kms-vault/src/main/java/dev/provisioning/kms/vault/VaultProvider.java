package dev.provisioning.kms.vault;

import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;
import dev.provisioning.kms.vault.transit.KeyName;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Opens the backend for the scheme {@code vault}. The README of this artifact lists the settings.
 */
public final class VaultProvider implements KmsProvider {
  /** Called by the service loader. */
  public VaultProvider() {}

  @Override
  public String scheme() {
    return VaultKms.SCHEME;
  }

  @Override
  public KmsBackend connect(KmsConfig config) {
    VaultKmsBuilder builder =
        VaultKms.builder()
            .clock(config.clock())
            .http(ServerSettings.read(config))
            .login(LoginSettings.read(config));
    Optional<String> namespace =
        config.text("namespace").or(() -> Variables.of(config, "NAMESPACE"));
    checked(config, "namespace", namespace, builder::namespace);
    checked(config, "mount_point", config.text("mount_point"), builder::mount);
    String space = builder.namespace();
    config.table("keys").forEach((name, id) -> allow(config, "keys." + name, id, space));
    config.list("allowed_keys").forEach(id -> allow(config, "allowed_keys", id, space));
    builder.keyName(keyName(config));
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw config.invalid("key_name", "must be a key's name, or mount/name");
    }
  }

  /** The target of a URI is the key: {@code vault:app} or {@code vault:transit/app}. */
  private static String keyName(KmsConfig config) {
    Optional<String> setting = config.text("key_name");
    Optional<String> target = config.target().filter(t -> !t.isEmpty());
    if (setting.isPresent() && target.isPresent()) {
      throw config.invalid("key_name", "names a second key beside the URI's");
    }
    return setting.or(() -> target).orElseGet(() -> config.require("key_name"));
  }

  /**
   * Names are checked here; the list itself is the engine's. A trailing star is a pattern of it.
   */
  private static void allow(KmsConfig config, String setting, String id, String namespace) {
    String name = id.endsWith("*") ? id.substring(0, id.length() - 1) + "x" : id;
    if (KeyName.parse(name, namespace, "transit")
        .filter(key -> key.namespace().equals(namespace))
        .isEmpty()) {
      throw config.invalid(
          setting, "must be a key's name, or mount/name, in the configured namespace");
    }
  }

  static <T> void checked(
      KmsConfig config, String setting, Optional<T> value, Consumer<T> consumer) {
    try {
      value.ifPresent(consumer);
    } catch (IllegalArgumentException e) {
      throw config.invalid(setting, String.valueOf(e.getMessage()));
    }
  }
}
