package dev.provisioning.kms.age;

import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Opens the offline backend for the scheme {@code age}. The README of this artifact lists the
 * settings.
 */
public final class AgeProvider implements KmsProvider {
  /** Called by the service loader. */
  public AgeProvider() {}

  @Override
  public String scheme() {
    return AgeKms.SCHEME;
  }

  @Override
  public KmsBackend connect(KmsConfig config) {
    AgeKmsBuilder builder = AgeKms.builder().clock(config.clock());
    privateKeys(config).ifPresent(builder::privateKeyPath);
    config.path("public_key_path").ifPresent(builder::publicKeyPath);
    int item = 0;
    for (String text : config.list("recipients")) {
      item++;
      builder.recipient(recipient(config, "recipients", "item " + item, text));
    }
    config
        .table("keys")
        .forEach((name, id) -> builder.allowKey(name, recipient(config, "keys." + name, "", id)));
    List<String> allowed = config.list("allowed_keys");
    for (int i = 0; i < allowed.size(); i++) {
      String id = allowed.get(i);
      builder.allowKey(id, recipient(config, "allowed_keys", "item " + (i + 1), id));
    }
    return builder.dropRecipients(config.flag("drop_recipients", false)).build();
  }

  /** The target of a URI is the private key file. */
  private static Optional<Path> privateKeys(KmsConfig config) {
    Optional<Path> setting = config.path("private_key_path");
    Optional<Path> target = config.target().filter(t -> !t.isEmpty()).map(config::resolve);
    if (setting.isPresent() && target.isPresent()) {
      throw config.invalid("private_key_path", "names a second private key file beside the URI's");
    }
    return setting.or(() -> target);
  }

  private static AgeRecipient recipient(KmsConfig config, String key, String item, String text) {
    try {
      return AgeRecipient.parse(text);
    } catch (IllegalArgumentException e) {
      throw config.invalid(key, (item.isEmpty() ? "" : item + ": ") + e.getMessage());
    }
  }
}
