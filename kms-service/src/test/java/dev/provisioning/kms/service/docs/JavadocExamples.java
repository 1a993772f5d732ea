package dev.provisioning.kms.service.docs;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import java.nio.file.Path;

/** The examples of the Javadoc, so that they compile; {@link DocumentationTest} compares them. */
@SuppressWarnings("UnusedVariable")
final class JavadocExamples {
  private JavadocExamples() {}

  static void kms() {
    try (Kms kms = Kms.load(Path.of("kms.toml"))) {
      EncryptionContext context = EncryptionContext.parse("env=prod,service=api");
      String stored = kms.encryptText("api key", context);
      String apiKey = kms.decryptText(stored, context);
    }
  }
}
