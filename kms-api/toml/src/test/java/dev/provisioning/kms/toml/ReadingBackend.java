package dev.provisioning.kms.toml;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Encrypts nothing; it is here for the settings that its provider reads. */
record ReadingBackend(String scheme) implements KmsBackend {
  /** Takes the named settings as texts, some others by their type, and the rest as mistakes. */
  static KmsProvider provider(String scheme, List<String> texts) {
    return provider(
        scheme,
        config -> {
          texts.forEach(config::text);
          config.address("server_url");
          config.secret("token");
          config.secret("api_key");
          config.flag("tls_verify", true);
        });
  }

  static KmsProvider provider(String scheme, Consumer<KmsConfig> reader) {
    return new KmsProvider() {
      @Override
      public String scheme() {
        return scheme;
      }

      @Override
      public KmsBackend connect(KmsConfig config) {
        reader.accept(config);
        return new ReadingBackend(scheme);
      }
    };
  }

  @Override
  public String defaultKey() {
    return "key";
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    return Ciphertext.of(scheme, keyId, "1", plaintext);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    return ciphertext.blob();
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    return new KeyInfo(keyId, "1", KeyInfo.State.ENABLED, "none", Map.of());
  }

  @Override
  public Health health(Duration timeout) {
    return Health.up(Duration.ZERO);
  }

  @Override
  public void close() {}
}
