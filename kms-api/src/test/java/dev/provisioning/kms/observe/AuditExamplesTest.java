package dev.provisioning.kms.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.testing.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The committed files are what is written, byte for byte, so that others can implement the format.
 */
class AuditExamplesTest {
  private static final Path EXAMPLES = Path.of("src/test/resources/examples");

  @TempDir Path folder;

  private Path write(String name, boolean keyed) throws IOException {
    Path file = folder.resolve(name);
    try (AuditFile audit = open(file, keyed)) {
      audit.on(Events.encrypt(5));
      audit.on(Events.decrypt());
    }
    Files.writeString(file, "{\"seq\":5,", StandardOpenOption.APPEND);
    try (AuditFile audit = open(file, keyed)) {
      audit.on(Events.denied());
      audit.record(AuditRecord.refusal("serve", ErrorCode.UNAUTHENTICATED).with("count", 17));
    }
    return file;
  }

  private static AuditFile open(Path file, boolean keyed) {
    AuditFileBuilder builder = AuditFile.builder(file).clock(new VirtualClock());
    return keyed ? builder.key(key()).open() : builder.open();
  }

  private static Secret key() {
    return Secret.ofFile(EXAMPLES.resolve("audit.key"));
  }

  @Test
  void example_unkeyed_isWhatIsWritten() throws IOException {
    assertThat(write("audit.jsonl", false)).hasSameBinaryContentAs(EXAMPLES.resolve("audit.jsonl"));
  }

  @Test
  void example_keyed_isWhatIsWritten() throws IOException {
    assertThat(write("audit-keyed.jsonl", true))
        .hasSameBinaryContentAs(EXAMPLES.resolve("audit-keyed.jsonl"));
  }

  @Test
  void examples_verify() throws IOException {
    AuditVerdict plain = new AuditVerifier().verify(List.of(EXAMPLES.resolve("audit.jsonl")));
    AuditVerdict keyed =
        new AuditVerifier().key(key()).verify(List.of(EXAMPLES.resolve("audit-keyed.jsonl")));
    assertThat(plain.isSelfConsistentOnly()).isTrue();
    assertThat(keyed.isSound()).isTrue();
    assertThat(List.of(plain.records(), keyed.records())).containsOnly(8L);
  }
}
