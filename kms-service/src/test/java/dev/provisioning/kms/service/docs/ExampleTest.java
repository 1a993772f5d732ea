package dev.provisioning.kms.service.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.age.AgeIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Runs the example of the README with its configuration. */
class ExampleTest {
  @TempDir Path dir;

  @Test
  @ResourceLock(Resources.SYSTEM_OUT)
  void main_printsWhatItDecrypted() throws IOException {
    try (AgeIdentity identity = AgeIdentity.generate()) {
      Files.writeString(dir.resolve("key.txt"), new String(identity.exportSecret()) + "\n");
    }
    Path config =
        Files.writeString(
            dir.resolve("kms.toml"),
            """
            [kms]
            environment = "dev"
            dev_backend = "age"

            [kms.age]
            private_key_path = "key.txt"
            """);
    PrintStream before = System.out;
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    System.setOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
    try {
      Example.main(new String[] {config.toString()});
    } finally {
      System.setOut(before);
    }
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .startsWith("decrypted: the provider's API key\nstore beside the data: kms1.");
  }
}
