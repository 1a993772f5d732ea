package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backend's files with the programs age and age-keygen. */
@Tag("interop")
class AgeKmsInteropTest {
  @TempDir Path folder;

  private byte[] run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    byte[] said = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(new String(said, US_ASCII)).isZero();
    return said;
  }

  @Test
  void rotatedKeyFile_ageKeygen_listsItsRecipients() throws Exception {
    Path file = folder.resolve("key.txt");
    AgeRecipient first = AgeKeyFile.create(file);
    AgeRecipient second = AgeKeyFile.rotate(file);
    String said = new String(run("age-keygen", "-y", file.toString()), US_ASCII);
    assertThat(said.lines()).containsExactly(second.toString(), first.toString());
  }

  @Test
  void blob_withAndWithoutContext_isOpenedByAge() throws Exception {
    Path file = folder.resolve("key.txt");
    AgeKeyFile.create(file);
    try (Kms kms = Kms.connect("age:" + file)) {
      for (EncryptionContext context :
          List.of(EncryptionContext.empty(), EncryptionContext.of("env", "prod"))) {
        byte[] blob = kms.encrypt("api key".getBytes(US_ASCII), context).blob();
        Path sealed = Files.write(folder.resolve("sealed"), blob);
        assertThat(run("age", "-d", "-i", file.toString(), sealed.toString()))
            .asString(US_ASCII)
            .isEqualTo("api key");
      }
    }
  }

  @Test
  void keyAndFileOfTheAgePrograms_areOpenedHere() throws Exception {
    Path file = folder.resolve("key.txt");
    run("age-keygen", "-o", file.toString());
    try (Kms kms = Kms.connect("age:" + file)) {
      String keyId = kms.describeKey().keyId();
      Path plain = Files.writeString(folder.resolve("plain"), "api key");
      byte[] blob = run("age", "-r", keyId, plain.toString());
      Ciphertext c = Ciphertext.of("age", keyId, "", blob);
      assertThat(kms.decrypt(c, EncryptionContext.empty())).asString(US_ASCII).isEqualTo("api key");
    }
  }
}
