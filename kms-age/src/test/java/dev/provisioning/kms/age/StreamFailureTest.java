package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.age.format.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that fail half-way, with one thread and with several. */
class StreamFailureTest {
  private final AgeIdentity identity = AgeIdentity.generate();
  private final AgeEncryption encryption = Age.encryptTo(List.of(identity.recipient()));
  private final AgeDecryption decryption = Age.decryptWith(List.of(identity));
  private final byte[] plaintext = Sources.bytes(20 * Payload.CHUNK_BYTES);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void encrypt_sourceDies_failsAndTheRestIsTruncated(int threads) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(
            () -> encryption.threads(threads).encrypt(Sources.dying(plaintext, 900_000), out))
        .hasMessage("the source died");
    assertThatThrownBy(() -> decryption.decrypt(out.toByteArray()))
        .isInstanceOfSatisfying(
            AgeException.class,
            e -> assertThat(e.failure()).isEqualTo(AgeException.Failure.PAYLOAD));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void decrypt_sourceDies_releasesTheWholeChunksBefore(int threads) {
    byte[] file = encryption.encrypt(plaintext);
    int start = file.length - 20 * Payload.SEALED_BYTES;
    for (int chunks : new int[] {0, 1, 5, 8, 19}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      InputStream source = Sources.dying(file, start + chunks * Payload.SEALED_BYTES + 5);
      assertThatThrownBy(() -> decryption.threads(threads).decrypt(source, out))
          .hasMessage("the source died");
      assertThat(out.toByteArray())
          .isEqualTo(Arrays.copyOf(plaintext, chunks * Payload.CHUNK_BYTES));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void bothDirections_targetFails_itsFailureIsThrown(int threads) {
    byte[] file = encryption.encrypt(plaintext);
    assertThatThrownBy(
            () ->
                encryption
                    .threads(threads)
                    .encrypt(new ByteArrayInputStream(plaintext), new Full(700_000)))
        .hasMessage("disk full");
    assertThatThrownBy(
            () ->
                decryption
                    .threads(threads)
                    .decrypt(new ByteArrayInputStream(file), new Full(700_000)))
        .hasMessage("disk full");
  }

  @Test
  void bothDirections_ended_noWorkerIsLeft() throws IOException {
    byte[] file = encryption.encrypt(plaintext);
    byte[] bad = file.clone();
    bad[bad.length - 300_000] ^= 1;
    OutputStream nowhere = OutputStream.nullOutputStream();
    ThreadGroup group = new ThreadGroup("workers of this test");
    Runnable calls =
        () -> {
          try {
            encryption.threads(3).encrypt(new ByteArrayInputStream(plaintext), nowhere);
            decryption.threads(3).decrypt(new ByteArrayInputStream(file), nowhere);
            assertThatThrownBy(
                    () -> decryption.threads(3).decrypt(new ByteArrayInputStream(bad), nowhere))
                .isInstanceOf(AgeException.class);
            assertThat(group.activeCount()).isOne();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        };
    runIn(group, calls);
  }

  @Test
  void bothDirections_interrupted_endWithTheFlagSetAndNoWorkerLeft() {
    byte[] file = encryption.encrypt(plaintext);
    OutputStream nowhere = OutputStream.nullOutputStream();
    ThreadGroup group = new ThreadGroup("interrupted workers of this test");
    Runnable calls =
        () -> {
          assertThatThrownBy(
                  () ->
                      encryption
                          .threads(2)
                          .encrypt(interrupting(new ByteArrayInputStream(plaintext)), nowhere))
              .isInstanceOf(InterruptedIOException.class);
          assertThat(Thread.interrupted()).isTrue();
          assertThatThrownBy(
                  () ->
                      decryption
                          .threads(2)
                          .decrypt(interrupting(new ByteArrayInputStream(file)), nowhere))
              .isInstanceOf(InterruptedIOException.class);
          assertThat(Thread.interrupted()).isTrue();
          assertThat(group.activeCount()).isOne();
        };
    runIn(group, calls);
  }

  private static void runIn(ThreadGroup group, Runnable calls) {
    Throwable[] failure = new Throwable[1];
    Thread caller = new Thread(group, calls);
    caller.setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
    caller.start();
    try {
      caller.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(failure[0]).isNull();
  }

  private static InputStream interrupting(InputStream source) {
    return new FilterInputStream(source) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        Thread.currentThread().interrupt();
        return super.read(target, offset, length);
      }
    };
  }

  @Test
  void calls_streamsGiven_leftOpen() throws IOException {
    byte[] file = encryption.encrypt(new byte[10]);
    InputStream in =
        new ByteArrayInputStream(file) {
          @Override
          public void close() {
            throw new AssertionError("closed");
          }
        };
    OutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            throw new AssertionError("closed");
          }
        };
    assertThat(decryption.decrypt(in, out)).isEqualTo(10);
    assertThat(encryption.encrypt(in, out)).isZero();
  }

  /** Takes only so many bytes. */
  private static final class Full extends OutputStream {
    private int room;

    Full(int room) {
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      room -= length;
      if (room < 0) {
        throw new IOException("disk full");
      }
    }
  }
}
