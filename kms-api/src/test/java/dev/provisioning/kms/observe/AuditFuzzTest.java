package dev.provisioning.kms.observe;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whatever the file holds: a verdict, and a sound one only for lines that are their own hashes'
 * chain. With {@code JAZZER_FUZZ=1} it searches, else it repeats the committed inputs.
 */
class AuditFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void file(byte[] input) throws IOException {
    Path file = Files.createTempFile("audit", ".jsonl");
    try {
      Files.write(file, input);
      AuditVerdict verdict = new AuditVerifier().verify(List.of(file));
      long ends = 0;
      for (byte b : input) {
        ends += b == '\n' ? 1 : 0;
      }
      if (verdict.isSound() && (verdict.records() != ends || ends == 0)) {
        throw new AssertionError("a line was passed over");
      }
      if (!verdict.isSound() && verdict.broken().orElseThrow().line() > ends + 1) {
        throw new AssertionError("a line that is not there was named");
      }
    } finally {
      Files.delete(file);
    }
  }
}
