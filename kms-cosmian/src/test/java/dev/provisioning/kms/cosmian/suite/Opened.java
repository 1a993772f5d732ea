package dev.provisioning.kms.cosmian.suite;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsBuilder;
import dev.provisioning.kms.cosmian.CosmianProvider;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import java.util.LinkedHashMap;
import java.util.Map;

/** Opens the backend by settings, as an application does. */
final class Opened {
  static final EncryptionContext CONTEXT = EncryptionContext.parse("env=prod,service=api");
  static final EncryptionContext OTHER = EncryptionContext.parse("env=dev,service=api");

  private Opened() {}

  /** The settings of a host with a key, and with further names and values. */
  static Map<String, String> settings(CosmianHost host, String key, String... more) {
    return settings(host.settings(), key, more);
  }

  static Map<String, String> settings(Map<String, String> host, String key, String... more) {
    Map<String, String> settings = new LinkedHashMap<>(host);
    settings.put("default_key_id", key);
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  static Kms on(CosmianHost host, String key, String... more) {
    return by(settings(host, key, more)).connect();
  }

  /** The form of a configuration file, in which the environment picks the backend. */
  static KmsBuilder by(Map<String, String> settings) {
    Map<String, String> file = new LinkedHashMap<>();
    file.put("kms.environment", "prod");
    file.put("kms.prod_backend", "cosmian");
    // A value is not a template here; what a certificate's path contains is its own affair.
    settings.forEach((name, value) -> file.put("kms.cosmian." + name, value.replace("$", "$$")));
    return Kms.builder().properties(file);
  }

  static KmsBackend backend(Map<String, String> settings) {
    return new CosmianProvider()
        .connect(KmsConfig.builder("cosmian", "cosmian").set(settings).build());
  }
}
