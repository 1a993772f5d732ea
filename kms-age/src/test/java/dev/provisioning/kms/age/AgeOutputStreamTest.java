package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.age.AgeException.Failure;
import dev.provisioning.kms.age.format.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Only finish() makes a complete file. */
class AgeOutputStreamTest {
  private final AgeIdentity identity = AgeIdentity.generate();
  private final AgeEncryption encryption = Age.encryptTo(List.of(identity.recipient()));
  private final AgeDecryption decryption = Age.decryptWith(List.of(identity));

  @Test
  void close_withoutFinish_throwsAndLeavesATruncatedFile() throws IOException {
    for (boolean armored : new boolean[] {false, true}) {
      for (int size : new int[] {0, 10, Payload.CHUNK_BYTES, Payload.CHUNK_BYTES + 1}) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AgeOutputStream file = encryption.armored(armored).sealTo(out);
        file.write(new byte[size]);
        assertThatThrownBy(file::close).hasMessageContaining("truncated");
        file.close();
        AgeException failure =
            catchThrowableOfType(AgeException.class, () -> decryption.decrypt(out.toByteArray()));
        assertThat(failure.failure()).isEqualTo(armored ? Failure.ARMOR : Failure.PAYLOAD);
      }
    }
  }

  @Test
  void close_afterAnExceptionOfTheWriter_doesNotHideIt() {
    assertThatThrownBy(
            () -> {
              try (AgeOutputStream file = encryption.sealTo(new ByteArrayOutputStream())) {
                file.write(1);
                throw new IllegalStateException("the report failed");
              }
            })
        .hasMessage("the report failed")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  @Test
  void flush_partOfAChunk_endsNoChunk() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AgeOutputStream file = encryption.sealTo(out)) {
      int header = out.size();
      for (int i = 0; i < 100; i++) {
        file.write(i);
        file.flush();
        assertThat(out.size()).isEqualTo(header);
      }
      file.finish();
      assertThat(out.size()).isEqualTo(header + 100 + Payload.TAG_BYTES);
    }
    assertThat(decryption.decrypt(out.toByteArray())).hasSize(100).startsWith(0, 1, 2);
  }

  @Test
  void write_afterFinishOrClose_fails() throws IOException {
    AgeOutputStream file = encryption.sealTo(new ByteArrayOutputStream());
    file.finish();
    assertThatThrownBy(() -> file.write(1)).hasMessageContaining("finished");
    assertThatThrownBy(file::finish).hasMessageContaining("finished");
    file.close();
    assertThatThrownBy(() -> file.write(1)).hasMessageContaining("closed");
    assertThatThrownBy(file::finish).hasMessageContaining("closed");
  }

  @Test
  void write_targetFailedOnce_deadForGood() throws IOException {
    FailingOnce target = new FailingOnce();
    AgeOutputStream file = encryption.sealTo(target);
    target.fails = true;
    byte[] twoChunks = new byte[2 * Payload.CHUNK_BYTES];
    assertThatThrownBy(() -> file.write(twoChunks)).hasMessage("disk full");
    assertThatThrownBy(() -> file.write(1)).hasMessageContaining("failed before");
    assertThatThrownBy(file::finish).hasMessageContaining("failed before");
    assertThatThrownBy(file::close).hasMessageContaining("truncated");
  }

  /** Recovers after one failure, which must not revive the file. */
  private static final class FailingOnce extends OutputStream {
    private boolean fails;

    @Override
    public void write(int b) throws IOException {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (fails) {
        fails = false;
        throw new IOException("disk full");
      }
    }
  }
}
