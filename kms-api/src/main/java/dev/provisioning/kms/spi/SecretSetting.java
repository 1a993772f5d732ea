package dev.provisioning.kms.spi;

import dev.provisioning.kms.spi.ConfigValue.Kind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The three ways to set one secret: itself, the file that holds it, the variable that holds it. */
record SecretSetting(
    String key, Optional<ConfigValue> direct, Optional<Path> file, Optional<String> variable) {

  static Optional<Secret> read(String key, Settings settings, KmsConfig config) {
    Optional<ConfigValue> direct = settings.value(key);
    Optional<Path> file = config.path(key + "_file");
    Optional<String> variable = config.text(key + "_env");
    return new SecretSetting(key, direct, file, variable).read(settings, config);
  }

  private Optional<Secret> read(Settings settings, KmsConfig config) {
    if (Stream.of(direct, file, variable).filter(Optional::isPresent).count() > 1) {
      String first = direct.isPresent() ? key : key + "_file";
      throw settings.invalid(
          first,
          "is set more than once: use one of " + key + ", " + key + "_file, " + key + "_env");
    }
    // URIs end up in logs and in lists of processes.
    if (direct.isPresent() && direct.get().origin().equals(ConfigOrigin.URI)) {
      throw settings.invalid(
          key, "must not stand in a URI: use " + key + "_file or " + key + "_env");
    }
    if (file.isPresent()) {
      return file.map(Secret::ofFile);
    }
    return variable
        .map(name -> variable(name, settings, config))
        .or(() -> direct.map(value -> text(value, settings)))
        .map(text -> Secret.of(text.toCharArray()));
  }

  private String variable(String name, Settings settings, KmsConfig config) {
    return config
        .environment(name)
        .orElseThrow(
            () -> settings.invalid(key + "_env", "names a variable that is not set or empty"));
  }

  private String text(ConfigValue value, Settings settings) {
    String text = settings.scalar(key, value, Kind.TEXT);
    if (text.isEmpty()) {
      throw settings.invalid(key, "is empty");
    }
    return text;
  }
}
