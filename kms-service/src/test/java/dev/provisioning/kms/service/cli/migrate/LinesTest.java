package dev.provisioning.kms.service.cli.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.service.cli.exit.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
  @TempDir Path tree;

  private static Lines of(String text, int most) {
    return new Lines(new ByteArrayInputStream(text.getBytes(UTF_8)), most);
  }

  @Test
  void next_everyLine_keepsItsEnd() throws IOException {
    Lines lines = of("a\r\n\nlast", 10);
    assertThat(lines.next()).asString().isEqualTo("a\r\n");
    assertThat(lines.next()).asString().isEqualTo("\n");
    assertThat(lines.next()).asString().isEqualTo("last");
    assertThat(lines.next()).isNull();
  }

  @Test
  void next_lineThatIsTooLong_isRefused() throws IOException {
    assertThat(of("12345", 5).next()).hasSize(5);
    assertThatThrownBy(() -> of("123456", 5).next()).isInstanceOf(Refusal.class);
  }

  @Test
  void stream_whoWritesLineByLine_isAnsweredLineByLine() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Integer> seen = new ArrayList<>();
    InputStream slow =
        new InputStream() {
          private int line;

          @Override
          public int read() {
            return -1;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            // What came before was answered already.
            seen.add(out.size());
            if (line == 3) {
              return -1;
            }
            line++;
            bytes[offset] = '\n';
            return 1;
          }
        };
    try (Rotated folder = new Rotated(tree, 1);
        Keys keys = Keys.of(folder.kms, null, false)) {
      LineMigration migration = new LineMigration(keys, Rotated.CONTEXT, Rotated::kind, Mode.MOVE);
      new StreamRun(new Lines(slow, 10), out, migration, folder.tally, folder).run(1);
    }
    assertThat(seen).containsExactly(0, 1, 2, 3);
  }

  @Test
  void stream_lineThatIsTooLong_comesOutUnchangedAndTheOthersAreMoved() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Rotated folder = new Rotated(tree, Long.MAX_VALUE);
        Keys keys = Keys.of(folder.kms, null, false)) {
      String line = folder.kms.encryptText("a", Rotated.CONTEXT) + "\n";
      String longer = "x".repeat(200_000);
      LineMigration migration = new LineMigration(keys, Rotated.CONTEXT, Rotated::kind, Mode.MOVE);
      Lines lines = of(line + longer + "\n" + line + longer, 1000);
      new StreamRun(lines, out, migration, folder.tally, folder).run(2);
      assertThat(out.toString(UTF_8)).isEqualTo(line + longer + "\n" + line + longer);
      assertThat(folder.tally.count(Outcome.CURRENT)).isEqualTo(2);
      assertThat(folder.failures)
          .containsExactly(
              "unsupported a line has more than 1000 bytes",
              "unsupported a line has more than 1000 bytes");
    }
  }

  @Test
  void stream_interrupted_readsNoFurther() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Rotated folder = new Rotated(tree, 1);
        Keys keys = Keys.of(folder.kms, null, false)) {
      folder.tally.interrupt();
      LineMigration migration = new LineMigration(keys, Rotated.CONTEXT, Rotated::kind, Mode.MOVE);
      new StreamRun(of("\n\n", 10), out, migration, folder.tally, folder).run(1);
    }
    assertThat(out.size()).isZero();
  }
}
