package dev.provisioning.kms.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.testing.VirtualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the file holds after operations, crashes, full disks and other writers. */
class AuditFileTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder;

  private final VirtualClock clock = new VirtualClock();

  private Path file() {
    return folder.resolve("audit.jsonl");
  }

  private AuditFileBuilder builder() {
    return AuditFile.builder(file()).clock(clock);
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file(), StandardCharsets.US_ASCII);
  }

  private List<String> types() throws IOException {
    return lines().stream().map(l -> l.replaceAll(".*?\"type\":\"([a-z]+)\".*", "$1")).toList();
  }

  private static AuditVerdict verify(Path... files) throws IOException {
    return new AuditVerifier().verify(List.of(files));
  }

  @Test
  void open_newFile_beginsAChainThatOnlyTheOwnerReads() throws IOException {
    try (AuditFile audit = builder().open()) {
      assertThat(lines())
          .containsExactly(
              "{\"seq\":1,\"time\":\"2030-01-01T00:00:00Z\",\"type\":\"begin\","
                  + "\"format\":\"kms-audit/1\",\"prev\":\""
                  + "0".repeat(64)
                  + "\"}");
      assertThat(audit.head()).isEqualTo(new AuditHead(1, LineHash.of(bytes(lines().get(0)))));
      assertThat(audit.path()).isEqualTo(file());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void on_operations_areWrittenBeforeItReturns() throws IOException {
    try (AuditFile audit = builder().open()) {
      audit.on(Events.decrypt());
      assertThat(lines()).hasSize(2);
      audit.on(Events.denied());
      audit.record(AuditRecord.refusal("serve", ErrorCode.UNAUTHENTICATED));
      assertThat(types()).containsExactly("begin", "operation", "operation", "refusal");
      assertThat(lines().get(2))
          .contains("\"prev\":\"" + LineHash.of(bytes(lines().get(1))) + "\"");
      assertThat(audit.records()).isEqualTo(3);
      assertThat(audit.failures()).isZero();
    }
  }

  @Test
  void on_factsOfTheApplication_standInEachRecord() throws IOException {
    try (AuditFile audit = builder().open()) {
      audit.facts(() -> Map.of("request_id", "r-7"));
      audit.on(Events.decrypt());
      assertThat(lines().get(1)).contains("\"attempts\":1,\"request_id\":\"r-7\",\"prev\":");
    }
  }

  @Test
  void checkpoint_everyNRecordsAndAtStop_endsInTheHead() throws IOException {
    AuditFile audit = builder().checkpointEvery(2).open();
    for (int i = 0; i < 3; i++) {
      audit.on(Events.encrypt(i));
    }
    audit.close();
    assertThat(types())
        .containsExactly(
            "begin", "operation", "operation", "checkpoint", "operation", "checkpoint");
    assertThat(lines().get(3)).contains("\"reason\":\"interval\"");
    assertThat(lines().get(5)).contains("\"reason\":\"stop\"");
    assertThat(audit.head().hash()).isEqualTo(LineHash.of(bytes(lines().get(5))));
  }

  @Test
  void close_withoutRecords_addsNothing() throws IOException {
    builder().open().close();
    AuditFile audit = builder().open();
    audit.close();
    audit.close();
    assertThat(types()).containsExactly("begin");
  }

  @Test
  void open_again_goesOnWhereItEnded() throws IOException {
    write(builder(), 2);
    write(builder(), 2);
    assertThat(types())
        .containsExactly(
            "begin",
            "operation",
            "operation",
            "checkpoint",
            "operation",
            "operation",
            "checkpoint");
    assertThat(verify(file()).isSound()).isTrue();
  }

  @Test
  void open_tornTail_isClosedByARecordThatKeepsIt() throws IOException {
    write(builder(), 1);
    Files.writeString(file(), "{\"seq\":4,\"ti\u0000", StandardOpenOption.APPEND);
    write(builder(), 1);
    assertThat(types())
        .containsExactly(
            "begin", "operation", "checkpoint", "recovered", "operation", "checkpoint");
    assertThat(lines().get(3))
        .contains("\"torn_bytes\":13", "\"torn\":\"{\\\"seq\\\":4,\\\"ti\\u0000\"");
    assertThat(verify(file()).isSound()).isTrue();
  }

  @Test
  void open_wholeLineWithoutItsEnd_isTornToo() throws IOException {
    write(builder(), 1);
    byte[] all = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(all, all.length - 1));
    builder().open().close();
    assertThat(types()).containsExactly("begin", "operation", "recovered");
    assertThat(verify(file()).isSound()).isTrue();
  }

  @Test
  void open_tornLongTail_leavesNothingOfIt() throws IOException {
    write(builder(), 1);
    Files.write(file(), new byte[100_000], StandardOpenOption.APPEND);
    builder().open().close();
    assertThat(types()).endsWith("recovered");
    assertThat(verify(file()).isSound()).isTrue();
  }

  @Test
  void open_tornFirstLine_beginsAgain() throws IOException {
    Files.writeString(file(), "{\"seq\":1,\"time\"");
    builder().open().close();
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0)).contains("\"type\":\"begin\"", "\"torn_bytes\":15");
    assertThat(verify(file()).isSound()).isTrue();
  }

  @Test
  void open_fileThatIsNoAudit_isRefusedAndLeftAlone() throws IOException {
    Files.writeString(file(), "hello\n");
    refused(builder(), "its last line is no record of an audit");
    Files.writeString(file(), "x".repeat(300_000));
    refused(builder(), "does not end in lines of an audit");
    assertThat(Files.size(file())).isEqualTo(300_000);
  }

  @Test
  void open_folderMissing_saysSo() {
    Path lost = folder.resolve("none/audit.jsonl");
    refused(AuditFile.builder(lost), "cannot open the audit file " + lost + ": there is no ");
  }

  @Test
  void key_otherOrNone_isRefused() throws IOException {
    write(builder().key(secret(KEY)), 1);
    refused(builder(), "it was written with a key");
    refused(builder().key(secret(KEY + "x")), "it was written with another key");
    write(builder().key(secret(KEY)), 1);
    Files.delete(file());
    write(builder(), 1);
    refused(builder().key(secret(KEY)), "it was written without a key");
  }

  @Test
  void key_short_isRefused() {
    refused(builder().key(secret("short")), "an audit key has 32 to 4096 bytes");
    refused(builder().key(secret("\ud800".repeat(40))), "an audit key has 32 to 4096 bytes");
  }

  @Test
  void writers_second_waitsAndIsRefused() {
    try (AuditFile first = builder().open()) {
      refused(builder().lockTimeout(Duration.ofSeconds(3)), "another Kms of this one, writes it");
      assertThat(clock.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
      assertThat(first.head().sequence()).isEqualTo(1);
    }
    builder().open().close();
  }

  @Test
  void rotate_file_carriesTheHeadOver() throws IOException {
    try (AuditFile audit = builder().open()) {
      audit.on(Events.decrypt());
      audit.rotate();
      audit.on(Events.decrypt());
    }
    Path old = folder.resolve("audit.jsonl.000000000003");
    assertThat(lines().get(0))
        .contains("{\"seq\":4,", "\"type\":\"continued\",\"after\":\"audit.jsonl.000000000003\"");
    AuditVerdict both = verify(old, file());
    assertThat(both.isSound()).isTrue();
    assertThat(both.records()).isEqualTo(6);
    assertThat(verify(file()).first()).isEqualTo(4);
    assertThat(verify(file(), old).broken()).isPresent();
  }

  @Test
  void rotateBytes_fullFile_isGivenItsNumber() throws IOException {
    try (AuditFile audit = builder().rotateBytes(1000).open()) {
      for (int i = 0; i < 20; i++) {
        audit.on(Events.encrypt(i));
      }
    }
    List<Path> files = new ArrayList<>();
    try (var all = Files.list(folder)) {
      all.filter(f -> f.toString().matches(".*\\.\\d{12}")).sorted().forEach(files::add);
    }
    assertThat(files).hasSizeGreaterThan(3);
    files.add(file());
    AuditVerdict verdict = verify(files.toArray(new Path[0]));
    assertThat(verdict.isSound()).isTrue();
    assertThat(verdict.first()).isEqualTo(1);
  }

  @Test
  void open_afterACrashWithinRotation_goesOnFromTheRotatedFile() throws IOException {
    write(builder(), 1);
    Path old = folder.resolve("audit.jsonl.000000000003");
    Files.move(file(), old);
    write(builder(), 1);
    assertThat(types()).containsExactly("continued", "operation", "checkpoint");
    assertThat(verify(old, file()).isSound()).isTrue();
  }

  @Test
  void on_fileRemovedOrChanged_failsClosed() throws IOException {
    try (AuditFile audit = builder().open()) {
      byte[] all = Files.readAllBytes(file());
      Files.writeString(file(), "x", StandardOpenOption.APPEND);
      assertThatThrownBy(() -> audit.on(Events.decrypt()))
          .isInstanceOf(KmsException.class)
          .hasMessageContaining("somebody else changed or replaced the file");
      Files.delete(file());
      assertThatThrownBy(() -> audit.on(Events.decrypt()))
          .isInstanceOfSatisfying(
              KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .hasMessageContaining("there is no ");
      Files.write(file(), all);
      assertThatThrownBy(() -> audit.on(Events.decrypt()))
          .hasMessageContaining("somebody else changed or replaced the file");
      assertThat(audit.failures()).isEqualTo(3);
      assertThat(audit.head().sequence()).isEqualTo(1);
    } catch (KmsException e) {
      assertThat(e).hasMessageContaining("cannot close the audit file");
    }
  }

  @Test
  void on_failOpen_goesOnAndCountsWhatWasLost() throws IOException {
    AuditFile audit = builder().failClosed(false).open();
    Path away = folder.resolve("away");
    Files.move(file(), away);
    audit.on(Events.decrypt());
    audit.on(Events.decrypt());
    assertThat(audit.failures()).isEqualTo(2);
    Files.move(away, file());
    audit.on(Events.decrypt());
    audit.close();
    assertThat(types()).containsExactly("begin", "lost", "operation", "checkpoint");
    assertThat(lines().get(1)).contains("\"count\":2");
    assertThat(verify(file()).isSound()).isTrue();
  }

  @Test
  void on_afterClose_isAFailure() {
    AuditFile audit = builder().open();
    audit.close();
    assertThatThrownBy(() -> audit.on(Events.decrypt())).hasMessageContaining("is closed");
  }

  @Test
  void on_interruptedThread_writesAndHarmsNobody() throws IOException {
    try (AuditFile audit = builder().open()) {
      Thread.currentThread().interrupt();
      audit.on(Events.decrypt());
      audit.rotate();
      assertThat(Thread.interrupted()).isTrue();
      audit.on(Events.decrypt());
      assertThat(types()).containsExactly("continued", "operation");
    }
  }

  @Test
  void on_manyThreads_leaveOneSoundChain() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try (AuditFile audit = builder().checkpointEvery(50).rotateBytes(40_000).open()) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 16; t++) {
        all.add(threads.submit(() -> times(25, audit)));
      }
      for (Future<?> one : all) {
        one.get();
      }
      assertThat(audit.records()).isEqualTo(400);
    } finally {
      threads.shutdownNow();
    }
    List<Path> files;
    try (var found = Files.list(folder)) {
      files = new ArrayList<>(found.filter(f -> f.toString().matches(".*\\d")).sorted().toList());
    }
    files.add(file());
    assertThat(verify(files.toArray(new Path[0])).isSound()).isTrue();
    long operations = 0;
    for (Path one : files) {
      operations += Files.readAllLines(one).stream().filter(l -> l.contains("decrypt")).count();
    }
    assertThat(operations).isEqualTo(400);
  }

  private static void times(int n, AuditFile audit) {
    for (int i = 0; i < n; i++) {
      audit.on(Events.decrypt());
    }
  }

  private static void write(AuditFileBuilder builder, int records) {
    try (AuditFile audit = builder.open()) {
      times(records, audit);
    }
  }

  private static void refused(AuditFileBuilder builder, String why) {
    assertThatThrownBy(builder::open)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining(why);
  }

  private static Secret secret(String text) {
    return Secret.of(text.toCharArray());
  }

  private static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.US_ASCII);
  }
}
