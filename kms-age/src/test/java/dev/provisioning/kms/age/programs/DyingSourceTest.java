package dev.provisioning.kms.age.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.age.AgeException;
import dev.provisioning.kms.age.AgeKeyFile;
import dev.provisioning.kms.age.AgeKms;
import dev.provisioning.kms.age.AgeOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A nightly job encrypts a database dump to a file, and the database goes away half-way. */
class DyingSourceTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("job", "nightly-dump");
  private static final long SIZE = 256L << 20;

  @TempDir Path folder;
  private AgeKms kms;

  @BeforeEach
  void open() {
    AgeKeyFile.create(folder.resolve("key.txt"));
    kms = AgeKms.builder().privateKeyPath(folder.resolve("key.txt")).build();
  }

  @AfterEach
  void close() {
    kms.close();
  }

  /** The job, as a user writes it. */
  private void dump(InputStream source, Path target) throws IOException {
    try (AgeOutputStream out =
        kms.fileEncryption(CONTEXT)
            .sealTo(new BufferedOutputStream(Files.newOutputStream(target)))) {
      source.transferTo(out);
      out.finish();
    }
  }

  @Test
  void dump_sourceDiesHalfWay_leavesAFileThatEveryReaderCallsTruncated() throws IOException {
    Path target = folder.resolve("dump.age");
    assertThatThrownBy(() -> dump(new Dump(SIZE, SIZE / 2), target))
        .isInstanceOf(IOException.class)
        .hasMessage("the database went away");

    assertThat(Files.size(target)).isBetween(SIZE / 2 - 65_536, SIZE / 2 + SIZE / 1000);
    assertTruncated(1, target);
    assertTruncated(2, target);
    assertThatThrownBy(
            () -> {
              try (InputStream in =
                  kms.fileDecryption(CONTEXT).open(Files.newInputStream(target))) {
                in.transferTo(OutputStream.nullOutputStream());
              }
            })
        .isInstanceOfSatisfying(
            AgeException.class,
            e -> assertThat(e.failure()).isEqualTo(AgeException.Failure.PAYLOAD));
  }

  @Test
  void dump_sourceDiesExactlyBetweenTwoChunks_isTruncatedToo() throws IOException {
    Path target = folder.resolve("dump.age");
    assertThatThrownBy(() -> dump(new Dump(4 * 65_536, 2 * 65_536), target))
        .hasMessage("the database went away");
    assertTruncated(1, target);
  }

  @Test
  void dump_sourceDiesBeforeItsFirstByte_isTruncatedToo() throws IOException {
    Path target = folder.resolve("dump.age");
    assertThatThrownBy(() -> dump(new Dump(65_536, 0), target))
        .hasMessage("the database went away");
    assertTruncated(1, target);
  }

  @Test
  void dump_sourceThatLives_opensAgain() throws IOException {
    Path target = folder.resolve("dump.age");
    dump(new Dump(5 * 65_536, Long.MAX_VALUE), target);
    try (InputStream in = Files.newInputStream(target)) {
      assertThat(kms.fileDecryption(CONTEXT).decrypt(in, OutputStream.nullOutputStream()))
          .isEqualTo(5 * 65_536);
    }
  }

  private void assertTruncated(int threads, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      assertThatThrownBy(
              () ->
                  kms.fileDecryption(CONTEXT)
                      .threads(threads)
                      .decrypt(in, OutputStream.nullOutputStream()))
          .isInstanceOfSatisfying(
              AgeException.class,
              e -> assertThat(e.failure()).isEqualTo(AgeException.Failure.PAYLOAD));
    }
  }

  /** Generates a dump; nothing of it is kept. */
  private static final class Dump extends InputStream {
    private final long size;
    private final long diesAt;
    private long at;

    Dump(long size, long diesAt) {
      this.size = size;
      this.diesAt = diesAt;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (at == diesAt) {
        throw new IOException("the database went away");
      }
      if (at == size) {
        return -1;
      }
      int n = (int) Math.min(length, Math.min(size, diesAt) - at);
      Arrays.fill(target, offset, offset + n, (byte) (at >> 16));
      at += n;
      return n;
    }
  }
}
