package dev.provisioning.kms.age.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.age.Age;
import dev.provisioning.kms.age.AgeEncryption;
import dev.provisioning.kms.age.AgeIdentity;
import dev.provisioning.kms.age.AgeKeyFile;
import dev.provisioning.kms.age.AgeKms;
import dev.provisioning.kms.age.AgeOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in the Javadoc of kms-age, word for word. */
class AgeExamplesTest {
  @TempDir Path dir;

  @Test
  void age_roundTrip_givesThePlaintextBack() throws IOException {
    byte[] plaintext = "report".getBytes(StandardCharsets.UTF_8);
    AgeIdentity identity = AgeIdentity.generate();
    byte[] file = Age.encryptTo(List.of(identity.recipient())).encrypt(plaintext);
    byte[] again = Age.decryptWith(List.of(identity)).decrypt(file);
    assertThat(again).isEqualTo(plaintext);
    identity.close();
  }

  @Test
  void ageOutputStream_finished_isAWholeFile() throws IOException {
    Path path = dir.resolve("report.age");
    try (AgeIdentity identity = AgeIdentity.generate()) {
      AgeEncryption encryption = Age.encryptTo(List.of(identity.recipient()));
      try (AgeOutputStream file = encryption.sealTo(Files.newOutputStream(path))) {
        writeReport(file);
        file.finish();
      }
      assertThat(Age.decryptWith(List.of(identity)).decrypt(Files.readAllBytes(path)))
          .isEqualTo("report".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void writeReport(OutputStream out) throws IOException {
    out.write("report".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @SuppressWarnings("UnusedVariable") // The example ends where an application would store it.
  void ageKms_keyFile_encryptsText() {
    Path file = dir.resolve("key.txt");
    AgeKeyFile.create(file);
    assertThatCode(
            () -> {
              try (Kms kms = Kms.of(AgeKms.builder().privateKeyPath(file).build())) {
                String stored = kms.encryptText("api key", EncryptionContext.of("env", "dev"));
              }
            })
        .doesNotThrowAnyException();
  }
}
