package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgeInspectTest {
  private final AgeRecipient recipient = AgeIdentity.generate().recipient();
  private final AgeEncryption encryption = Age.encryptTo(List.of(recipient, recipient));

  @Test
  void inspect_armoredWithContext_saysSo() throws IOException {
    byte[] file =
        encryption.armored(true).context(EncryptionContext.of("env", "prod")).encrypt(new byte[3]);
    assertThat(Age.inspect(new ByteArrayInputStream(file)))
        .isEqualTo(
            new AgeSummary(true, Map.of("X25519", 2, "kms.provisioning.dev/kms-context", 1), true));
  }

  @Test
  void inspect_binaryWithoutContext_saysSo() throws IOException {
    assertThat(Age.inspect(new ByteArrayInputStream(encryption.encrypt(new byte[3]))))
        .isEqualTo(new AgeSummary(false, Map.of("X25519", 2), false));
  }

  @Test
  void inspect_noAgeFile_failure() {
    assertThatThrownBy(() -> Age.inspect(new ByteArrayInputStream("hello".getBytes(US_ASCII))))
        .isInstanceOf(AgeException.class);
    assertThatThrownBy(() -> Age.inspect(new ByteArrayInputStream(new byte[0])))
        .isInstanceOf(AgeException.class);
  }

  @Test
  void summary_map_isACopyThatCannotChange() {
    AgeSummary summary = new AgeSummary(false, Map.of("X25519", 2), false);
    assertThatThrownBy(() -> summary.stanzas().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
