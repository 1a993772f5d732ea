package dev.provisioning.kms.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A backend that a company writes for its own appliance, opened by URI. */
class ThirdPartyBackendTest {
  /** The appliance's driver, with a checked exception of its own. */
  interface Appliance {
    byte[] wrap(String slot, byte[] data, byte[] aad) throws ApplianceException;

    byte[] unwrap(String slot, byte[] data, byte[] aad) throws ApplianceException;
  }

  static final class ApplianceException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    ApplianceException(int status) {
      super("status " + status);
      this.status = status;
    }
  }

  record ApplianceProvider(Appliance appliance) implements KmsProvider {
    @Override
    public String scheme() {
      return "appliance";
    }

    @Override
    public KmsBackend connect(KmsConfig config) {
      Duration timeout = config.duration("timeout", Duration.ofSeconds(2));
      return new ApplianceBackend(
          appliance, config.target().orElseGet(() -> config.require("slot")), timeout);
    }
  }

  record ApplianceBackend(Appliance appliance, String defaultKey, Duration timeout)
      implements KmsBackend {
    @Override
    public String scheme() {
      return "appliance";
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.DECRYPT, Capability.AUTHENTICATED);
    }

    @Override
    public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
      try {
        byte[] blob = appliance.wrap(keyId, plaintext, context.canonicalBytes());
        return Ciphertext.of(scheme(), keyId, "", blob);
      } catch (ApplianceException e) {
        throw translated(e);
      }
    }

    @Override
    public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
      try {
        return appliance.unwrap(ciphertext.keyId(), ciphertext.blob(), context.canonicalBytes());
      } catch (ApplianceException e) {
        throw translated(e);
      }
    }

    private static KmsException translated(ApplianceException e) {
      return switch (e.status) {
        case 404 -> KmsException.of(ErrorCode.KEY_NOT_FOUND, "the slot is empty", e);
        case 503 -> KmsException.of(ErrorCode.UNAVAILABLE, "the appliance restarts", e);
        default -> KmsException.of(ErrorCode.INTERNAL, "the appliance answered " + e.status, e);
      };
    }

    @Override
    public KeyInfo describeKey(String keyId) {
      return new KeyInfo(keyId, "", KeyInfo.State.ENABLED, "AES");
    }

    @Override
    public Health health(Duration longest) {
      return Health.up(Duration.ZERO);
    }

    @Override
    public void close() {}
  }

  private static Appliance answering(int status) {
    return new Appliance() {
      @Override
      public byte[] wrap(String slot, byte[] data, byte[] aad) throws ApplianceException {
        throw new ApplianceException(status);
      }

      @Override
      public byte[] unwrap(String slot, byte[] data, byte[] aad) throws ApplianceException {
        throw new ApplianceException(status);
      }
    };
  }

  private static Kms connect(String uri, int status) {
    return Kms.builder().provider(new ApplianceProvider(answering(status))).uri(uri).connect();
  }

  @Test
  void driversError_becomesACodeAndStaysTheCause() {
    try (Kms kms = connect("appliance:slot-7?timeout=5s", 404)) {
      assertThatThrownBy(() -> kms.encrypt(new byte[0], EncryptionContext.empty()))
          .hasCauseInstanceOf(ApplianceException.class)
          .isInstanceOfSatisfying(
              KmsException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.KEY_NOT_FOUND);
                assertThat(e.keyId()).contains("slot-7");
              });
    }
  }

  @Test
  void settings_unknownOrWrong_areRefused() {
    assertThatThrownBy(() -> connect("appliance:slot-7?timeot=5s", 404))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("did you mean timeout?");
    assertThatThrownBy(() -> connect("appliance:slot-7?timeout=5", 404))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("30s");
  }
}
