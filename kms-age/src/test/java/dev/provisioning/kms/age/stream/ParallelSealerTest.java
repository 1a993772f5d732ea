package dev.provisioning.kms.age.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.crypto.PayloadKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ParallelSealerTest {
  /** Fills half of what it is given, then fails. */
  private static InputStream dying(AtomicReference<byte[]> given) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("the source died");
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        given.set(target);
        Arrays.fill(target, offset, offset + length / 2, (byte) 7);
        throw new IOException("the source died");
      }
    };
  }

  @Test
  void run_sourceDies_wipesWhatItGaveUntilThen() {
    AtomicReference<byte[]> given = new AtomicReference<>(new byte[0]);
    PayloadKey key;
    try (FileKey fileKey = new FileKey(new byte[FileKey.BYTES])) {
      key = fileKey.payloadKey(new byte[16]);
    }
    ParallelSealer sealer = new ParallelSealer(dying(given), OutputStream.nullOutputStream(), key);
    assertThatThrownBy(() -> sealer.run(2)).isInstanceOf(IOException.class);
    assertThat(given.get()).isNotEmpty().containsOnly(0);
    assertThat(key.isDestroyed()).isTrue();
  }
}
