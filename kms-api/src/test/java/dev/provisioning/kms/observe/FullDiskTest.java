package dev.provisioning.kms.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.testing.FakeKms;
import dev.provisioning.kms.testing.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that fail half-way, and what is on the disk when. */
class FullDiskTest {
  @TempDir Path folder;

  private static final EncryptionContext NONE = EncryptionContext.empty();

  private Path file = Path.of("");
  private boolean full;
  private boolean stuck;
  private boolean unsynced;
  private int syncs;

  @BeforeEach
  void name() {
    file = folder.resolve("audit.jsonl");
  }

  private AuditFile open() {
    AuditFileBuilder builder = AuditFile.builder(file).clock(new VirtualClock());
    builder.disk = Sick::new;
    return builder.open();
  }

  private final class Sick extends AuditStorage {
    Sick(Path file) throws IOException {
      super(file);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      if (full) {
        write(bytes, 0, bytes.length / 2);
        throw new IOException("No space left on device");
      }
      super.write(bytes);
    }

    @Override
    public void setLength(long size) throws IOException {
      if (stuck) {
        throw new IOException("Input/output error");
      }
      super.setLength(size);
    }

    @Override
    void sync() throws IOException {
      if (unsynced) {
        throw new IOException("Input/output error");
      }
      syncs++;
      super.sync();
    }
  }

  private AuditVerdict verdict() throws IOException {
    return new AuditVerifier().verify(List.of(file));
  }

  @Test
  void sync_plaintextOrKey_isBeforeTheReturn() {
    try (AuditFile audit = open()) {
      int before = syncs;
      audit.on(Events.decrypt());
      assertThat(syncs).isEqualTo(before + 1);
    }
  }

  @Test
  void sync_encryptAndRefusal_waitForTheCheckpoint() {
    AuditFile audit = open();
    int before = syncs;
    audit.on(Events.encrypt(1));
    audit.on(Events.denied());
    assertThat(syncs).isEqualTo(before);
    audit.close();
    assertThat(syncs).isEqualTo(before + 1);
  }

  @Test
  void write_diskFull_leavesTheChainAsItWas() throws IOException {
    try (AuditFile audit = open()) {
      audit.on(Events.decrypt());
      AuditHead before = audit.head();
      full = true;
      assertThatThrownBy(() -> audit.on(Events.decrypt()))
          .isInstanceOf(KmsException.class)
          .hasMessage("cannot write the audit file " + file + ": No space left on device");
      assertThat(audit.head()).isEqualTo(before);
      assertThat(verdict().isSound()).isTrue();
      full = false;
      audit.on(Events.decrypt());
      assertThat(Files.readAllLines(file)).hasSize(4);
      assertThat(Files.readAllLines(file).get(2)).contains("\"type\":\"lost\",\"count\":1");
    }
    assertThat(verdict().isSound()).isTrue();
  }

  @Test
  void write_halfOfItStays_isOverwrittenByTheNext() throws IOException {
    try (AuditFile audit = open()) {
      full = true;
      stuck = true;
      assertThatThrownBy(() -> audit.on(Events.decrypt())).isInstanceOf(KmsException.class);
      assertThat(verdict().isSound()).isFalse();
      full = false;
      stuck = false;
      audit.on(Events.encrypt(1));
    }
    assertThat(verdict().isSound()).isTrue();
  }

  @Test
  void sync_fails_isNoRecord() throws IOException {
    try (AuditFile audit = open()) {
      AuditHead before = audit.head();
      unsynced = true;
      assertThatThrownBy(() -> audit.on(Events.decrypt())).isInstanceOf(KmsException.class);
      unsynced = false;
      assertThat(audit.head()).isEqualTo(before);
      audit.on(Events.decrypt());
      assertThat(Files.readAllLines(file)).hasSize(3);
    }
    assertThat(verdict().isSound()).isTrue();
  }

  @Test
  void close_diskFull_saysSoAndLetsOthersWrite() throws IOException {
    AuditFile audit = open();
    audit.on(Events.decrypt());
    full = true;
    assertThatThrownBy(audit::close).hasMessageContaining("cannot close the audit file");
    full = false;
    open().close();
    assertThat(verdict().isSound()).isTrue();
  }

  @Test
  void open_diskFullWhileATornTailIsClosed_keepsIt() throws IOException {
    open().close();
    Files.writeString(file, "torn", StandardOpenOption.APPEND);
    full = true;
    assertThatThrownBy(this::open).hasMessageContaining("No space left on device");
    full = false;
    open().close();
    assertThat(Files.readString(file)).contains("\"type\":\"recovered\",\"torn_bytes\":");
    assertThat(verdict().isSound()).isTrue();
  }

  @Test
  void sync_batch_isOne() throws IOException {
    try (AuditFile audit = open()) {
      int before = syncs;
      audit.onAll(Collections.nCopies(50, Events.decrypt()));
      assertThat(syncs).isEqualTo(before + 1);
      assertThat(audit.records()).isEqualTo(50);
    }
    assertThat(verdict().isSound()).isTrue();
  }

  private List<KmsResult<byte[]>> decrypted(AuditFile audit, int count) {
    FakeKms fake = FakeKms.create().withKey("k1");
    List<Ciphertext> all = Collections.nCopies(count, fake.client().encrypt(new byte[5], NONE));
    try (Kms kms = Kms.builder().backend("fake", fake.backend("k1")).listener(audit).connect()) {
      return kms.decryptAll(all, Collections.nCopies(count, NONE));
    }
  }

  /** One wait for the disk and not fifty, and it is over before a plaintext leaves. */
  @Test
  void sync_decryptAll_isOneBeforeTheReturn() {
    try (AuditFile audit = open()) {
      int before = syncs;
      assertThat(decrypted(audit, 50)).allMatch(KmsResult::succeeded);
      assertThat(syncs).isEqualTo(before + 1);
      unsynced = true;
      assertThat(decrypted(audit, 50))
          .allSatisfy(
              r -> assertThat(r.error().map(KmsException::code)).contains(ErrorCode.UNAVAILABLE));
      assertThat(audit.failures()).isEqualTo(50);
      unsynced = false;
    }
  }
}
