package dev.provisioning.kms.service.cli.source;

import dev.provisioning.kms.config.HomePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The age key that is used without any configuration, at the paths of the example configuration.
 *
 * @param privateKey the identity file
 * @param publicKey the recipients file beside it
 */
public record DefaultKey(Path privateKey, Path publicKey) {
  /**
   * Returns the key of a user.
   *
   * @param variables the environment variables
   * @return its files, which need not exist
   */
  public static DefaultKey of(Function<String, @Nullable String> variables) {
    return at(Path.of(HomePath.expand("~/.config/provisioning/age/private_key.txt", variables)));
  }

  /**
   * Returns the key at a path.
   *
   * @param privateKey the identity file
   * @return that file, and the recipients file beside it
   */
  public static DefaultKey at(Path privateKey) {
    return new DefaultKey(privateKey, privateKey.resolveSibling("public_key.txt"));
  }

  /** Whether there is anything to work with; with the public file alone one can encrypt. */
  boolean exists() {
    return Files.exists(privateKey) || Files.exists(publicKey);
  }

  /** The settings that the example configuration has for the two files. */
  Map<String, String> properties() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("kms.environment", "dev");
    settings.put("kms.dev_backend", "age");
    if (Files.exists(privateKey)) {
      settings.put("kms.age.private_key_path", privateKey.toString());
    }
    if (Files.exists(publicKey)) {
      settings.put("kms.age.public_key_path", publicKey.toString());
    }
    return settings;
  }
}
