package dev.provisioning.kms.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.testing.VirtualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to tamper is found at its line. The file has 8 lines: begin, 6 records, checkpoint. */
class AuditVerifierTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final int LINES = 8;

  @TempDir Path folder;

  private Path file;
  private AuditHead head = AuditHead.NONE;
  private List<String> lines = List.of();

  @BeforeEach
  void write() throws IOException {
    write(AuditFile.builder(folder.resolve("audit.jsonl")));
  }

  private void write(AuditFileBuilder builder) throws IOException {
    file = builder.file;
    AuditFile audit = builder.clock(new VirtualClock()).open();
    for (int i = 0; i < 6; i++) {
      audit.on(Events.encrypt(i));
    }
    audit.close();
    head = audit.head();
    lines = new ArrayList<>(Files.readAllLines(file));
    assertThat(lines).hasSize(LINES);
  }

  private void writeKeyed() throws IOException {
    write(AuditFile.builder(folder.resolve("keyed.jsonl")).key(key()));
  }

  private static Secret key() {
    return Secret.of(KEY.toCharArray());
  }

  private AuditVerdict verify(AuditVerifier verifier) throws IOException {
    Files.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    return verifier.verify(List.of(file));
  }

  private void brokenAt(AuditVerifier verifier, int line, String why) throws IOException {
    AuditVerdict verdict = verify(verifier);
    assertThat(verdict.isSound()).isFalse();
    assertThat(verdict.isSelfConsistentOnly()).isFalse();
    assertThat(verdict.broken()).isPresent();
    assertThat(verdict.broken().get().why()).contains(why);
    assertThat(verdict.broken().get().line()).isEqualTo(line);
    assertThat(verdict.broken().get().file()).isEqualTo(file);
  }

  private void brokenAt(int line, String why) throws IOException {
    brokenAt(new AuditVerifier(), line, why);
  }

  private void edit(int line, String what, String with) {
    String before = lines.get(line - 1);
    String after = before.replace(what, with);
    assertThat(after).isNotEqualTo(before);
    lines.set(line - 1, after);
  }

  static Stream<Integer> allLines() {
    return Stream.iterate(1, i -> i + 1).limit(LINES);
  }

  @Test
  void untouched_withoutHeadOrKey_isSelfConsistentOnly() throws IOException {
    AuditVerdict verdict = verify(new AuditVerifier());
    assertThat(verdict.isSound()).isTrue();
    assertThat(verdict.isSelfConsistentOnly()).isTrue();
    assertThat(verdict.records()).isEqualTo(LINES);
    assertThat(verdict.first()).isEqualTo(1);
    assertThat(verdict.head()).isEqualTo(head);
  }

  @Test
  void untouched_withHead_isMoreThanSelfConsistent() throws IOException {
    AuditVerdict verdict = verify(new AuditVerifier().head(head));
    assertThat(verdict.isSound()).isTrue();
    assertThat(verdict.headFound()).isTrue();
    assertThat(verdict.isSelfConsistentOnly()).isFalse();
    assertThat(verify(new AuditVerifier().head(new AuditHead(0, head.hash()))).headFound())
        .isTrue();
  }

  @Test
  void untouched_withKey_isMoreThanSelfConsistent() throws IOException {
    writeKeyed();
    AuditVerdict verdict = verify(new AuditVerifier().key(key()));
    assertThat(verdict.isSound()).isTrue();
    assertThat(verdict.keyChecked()).isTrue();
    assertThat(verdict.isSelfConsistentOnly()).isFalse();
    assertThat(verify(new AuditVerifier()).isSelfConsistentOnly()).isTrue();
    assertThat(verify(new AuditVerifier().head(head)).headFound()).isTrue();
  }

  @Test
  void oldHead_ofAFileThatGrew_isFound() throws IOException {
    AuditHead old = new AuditHead(4, LineHash.of(lines.get(3).getBytes(StandardCharsets.US_ASCII)));
    assertThat(verify(new AuditVerifier().head(old)).headFound()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("allLines")
  void edited_anyLine_isNamed(int line) throws IOException {
    edit(line, "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z");
    brokenAt(new AuditVerifier().head(head), line, "");
    if (line < LINES) {
      brokenAt(line, "was changed");
    }
  }

  @ParameterizedTest
  @MethodSource("allLines")
  void edited_anyLineOfAKeyedFile_isNamedWithoutHead(int line) throws IOException {
    writeKeyed();
    edit(line, "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z");
    brokenAt(new AuditVerifier().key(key()), line, "was changed");
  }

  @Test
  void edited_anyByte_isFoundAtItsLine() throws IOException {
    byte[] all = Files.readAllBytes(file);
    AuditVerifier verifier = new AuditVerifier().head(head);
    long line = 1;
    for (int i = 0; i < all.length; i++) {
      byte before = all[i];
      all[i] ^= 1;
      Files.write(file, all);
      AuditVerdict verdict = verifier.verify(List.of(file));
      assertThat(verdict.broken()).as("byte %s", i).isPresent();
      assertThat(verdict.broken().get().line()).as("byte %s", i).isEqualTo(line);
      all[i] = before;
      line += before == '\n' ? 1 : 0;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void edited_previousHash_isNamedAndNotTheLineBefore(int line) throws IOException {
    String last = lines.get(line - 1).substring(lines.get(line - 1).length() - 4);
    edit(line, last, (last.charAt(0) == '0' ? "1" : "0") + last.substring(1));
    brokenAt(line, "was changed");
  }

  @Test
  void edited_number_isNamed() throws IOException {
    edit(4, "\"seq\":4", "\"seq\":9");
    brokenAt(4, "was changed: it is record 4");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 7})
  void cut_line_isNamedByTheLineThatTookItsPlace(int line) throws IOException {
    lines.remove(line - 1);
    brokenAt(line, "is record " + (line + 1) + " where record " + line + " belongs");
  }

  @Test
  void cut_beginning_isNamed() throws IOException {
    lines.subList(0, 3).clear();
    brokenAt(1, "is no beginning, but record 4");
  }

  @Test
  void cut_newestLines_areNamedByTheHeadOnly() throws IOException {
    lines.subList(5, LINES).clear();
    assertThat(verify(new AuditVerifier()).isSelfConsistentOnly()).isTrue();
    brokenAt(new AuditVerifier().head(head), 6, "the file ends with record 5 and had record 8");
    AuditHead hashOnly = new AuditHead(0, head.hash());
    brokenAt(new AuditVerifier().head(hashOnly), 6, "ends with record 5, and none has that head");
  }

  @Test
  void cut_withinALine_isNamed() throws IOException {
    byte[] all = Files.readAllBytes(file);
    for (int size = 1; size < all.length; size++) {
      Files.write(file, Arrays.copyOf(all, size));
      int whole = (int) new String(all, 0, size, StandardCharsets.US_ASCII).lines().count();
      AuditVerdict verdict = new AuditVerifier().verify(List.of(file));
      boolean atLineEnd = all[size - 1] == '\n';
      assertThat(verdict.isSound()).as("%s bytes", size).isEqualTo(atLineEnd);
      if (!atLineEnd) {
        assertThat(verdict.broken().orElseThrow().line()).isEqualTo(whole);
        assertThat(verdict.broken().orElseThrow().why()).contains("has no end");
      }
    }
  }

  @Test
  void empty_file_isNamed() throws IOException {
    Files.write(file, new byte[0]);
    AuditVerdict verdict = new AuditVerifier().verify(List.of(file));
    assertThat(verdict.broken().orElseThrow().line()).isEqualTo(1);
    assertThat(verdict.broken().orElseThrow().why()).contains("the file is empty");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 7})
  void swapped_neighbours_areNamed(int line) throws IOException {
    Collections.swap(lines, line - 1, line);
    brokenAt(line, "cut or swapped");
  }

  @Test
  void swapped_farLines_areNamed() throws IOException {
    Collections.swap(lines, 2, 6);
    brokenAt(3, "is record 7 where record 3 belongs");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void inserted_copy_isNamed(int line) throws IOException {
    lines.add(line, lines.get(line - 1));
    brokenAt(line, "was added");
  }

  @Test
  void inserted_forgedRecord_isNamed() throws IOException {
    lines.add(4, lines.get(4).replace("\"input_bytes\":3", "\"input_bytes\":4"));
    brokenAt(5, "was added");
  }

  @Test
  void inserted_forgedRecordOfAKeyedFile_isNamed() throws IOException {
    writeKeyed();
    lines.add(4, lines.get(4).replace("\"input_bytes\":3", "\"input_bytes\":4"));
    brokenAt(new AuditVerifier().key(key()), 5, "was changed");
  }

  @Test
  void inserted_oldLine_isNamed() throws IOException {
    lines.add(6, lines.get(2));
    brokenAt(7, "is record 3 where record 7 belongs: it was added or moved");
  }

  @Test
  void inserted_text_isNamed() throws IOException {
    lines.add(3, "");
    brokenAt(4, "is no record");
    lines.set(3, "{}");
    brokenAt(4, "is no record");
    lines.set(3, lines.get(2) + "é");
    brokenAt(4, "is no record");
  }

  @Test
  void appended_forgedRecord_isFoundByTheKey() throws IOException {
    writeKeyed();
    String forged = lines.get(6).replace("\"seq\":7", "\"seq\":8");
    lines.set(7, forged);
    brokenAt(new AuditVerifier().key(key()), 8, "was changed");
  }

  @Test
  void rewritten_file_isFoundByHeadOrKeyOnly() throws IOException {
    AuditHead real = head;
    Files.delete(file);
    AuditFile forged = AuditFile.builder(file).open();
    for (int i = 0; i < 6; i++) {
      forged.on(Events.encrypt(1000 + i));
    }
    forged.close();
    lines = Files.readAllLines(file);
    assertThat(verify(new AuditVerifier()).isSelfConsistentOnly()).isTrue();
    brokenAt(new AuditVerifier().head(real), 8, "is not the record of that head");
    brokenAt(new AuditVerifier().key(key()), 1, "has no mac");
  }

  @Test
  void key_other_isNamedAtTheFirstLine() throws IOException {
    writeKeyed();
    Secret other = Secret.of((KEY + "x").toCharArray());
    brokenAt(new AuditVerifier().key(other), 1, "written with another key");
  }

  @Test
  void mac_missingOrAdded_isNamedWithoutTheKeyToo() throws IOException {
    String unkeyed = lines.get(3);
    writeKeyed();
    String keyed = lines.get(3);
    lines.set(3, unkeyed);
    brokenAt(4, "has no mac");
    write(AuditFile.builder(folder.resolve("third.jsonl")));
    lines.set(3, keyed);
    brokenAt(4, "has a mac");
  }

  @Test
  void line_endless_isNamedWithoutReadingItAll() throws IOException {
    lines.set(4, "x".repeat(AuditLine.MOST + 1));
    brokenAt(5, "is longer than a record can be");
  }

  @Test
  void suspicion_beforeAnUnreadableLine_countsFirst() throws IOException {
    edit(3, "2030", "2031");
    lines.set(4, "x".repeat(AuditLine.MOST + 1));
    brokenAt(3, "was changed, or the line after it was");
  }

  @Test
  void head_beforeTheFirstFile_asksForOlderFiles() throws IOException {
    AuditFile audit = AuditFile.builder(file).open();
    AuditHead old = audit.head();
    audit.rotate();
    audit.close();
    lines = Files.readAllLines(file);
    brokenAt(new AuditVerifier().head(old), 1, "add the older files");
  }

  @Test
  void files_missingBetween_isNamedAtTheNextOne() throws IOException {
    AuditFile audit = AuditFile.builder(file).open();
    audit.rotate();
    audit.rotate();
    audit.close();
    Path first = folder.resolve("audit.jsonl.000000000009");
    AuditVerdict verdict = new AuditVerifier().verify(List.of(first, file));
    assertThat(verdict.broken().orElseThrow().file()).isEqualTo(file);
    assertThat(verdict.broken().orElseThrow().line()).isEqualTo(1);
    assertThat(verdict.records()).isEqualTo(9);
  }

  @Test
  void head_text_isReadBack() {
    String hash = "a".repeat(64);
    assertThat(AuditHead.parse("7:" + hash)).contains(new AuditHead(7, hash));
    assertThat(AuditHead.parse(hash)).contains(new AuditHead(0, hash));
    assertThat(new AuditHead(7, hash)).hasToString("7:" + hash);
  }

  @ParameterizedTest
  @ValueSource(strings = {":%s", "-1:%s", "x:%s", "1234567890123456789:%s", "7:%sa", "7:A%s", "7:"})
  void head_malformed_isNone(String form) {
    assertThat(AuditHead.parse(String.format(form, "a".repeat(64)))).isEmpty();
  }
}
