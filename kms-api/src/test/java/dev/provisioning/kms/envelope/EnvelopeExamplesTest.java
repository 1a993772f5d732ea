package dev.provisioning.kms.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the Javadoc, as they stand there. */
class EnvelopeExamplesTest {
  private final KmsClient kms = FakeKms.create().withKey("k1").client();
  private final EncryptionContext context = EncryptionContext.of("env", "prod");
  private final byte[] document = "document".getBytes(UTF_8);
  @TempDir Path folder;

  private void writeReport(OutputStream out) throws IOException {
    out.write(document);
  }

  @Test
  @SuppressWarnings("UnusedVariable") // The example ends before anybody looks at it.
  void arraysAndFiles_asInTheJavadoc_open() throws IOException {
    Path file = Files.write(folder.resolve("backup.tar"), document);
    Path sealedFile = folder.resolve("backup.tar.enc");
    try (Envelope envelope = Envelope.of(kms)) {
      byte[] sealed = envelope.seal(document, context);
      byte[] again = envelope.open(sealed, context);
      envelope.seal(file, sealedFile, context);
    }
    try (Envelope envelope = Envelope.of(kms)) {
      assertThat(envelope.open(Files.readAllBytes(sealedFile), context)).isEqualTo(document);
    }
  }

  @Test
  void stream_asInTheJavadoc_opens() throws IOException {
    Path path = folder.resolve("report.enc");
    try (Envelope envelope = Envelope.of(kms)) {
      try (EnvelopeOutputStream out = envelope.sealTo(Files.newOutputStream(path), context)) {
        writeReport(out);
        out.finish();
      }
      assertThat(envelope.open(Files.readAllBytes(path), context)).isEqualTo(document);
    }
  }
}
