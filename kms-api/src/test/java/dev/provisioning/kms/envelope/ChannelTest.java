package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.FRAME;
import static dev.provisioning.kms.envelope.Samples.SEALED;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTest {
  private static final int SIZE = 4 * FRAME + 77;

  @TempDir private Path folder;
  private final Envelope envelope = Envelope.of(FakeKms.create().withKey("k1").client());

  private Path sealed(int size) throws IOException {
    Path plain = Files.write(folder.resolve("plain"), plaintext(size));
    Path sealed = folder.resolve("sealed");
    envelope.seal(plain, sealed, CONTEXT);
    return sealed;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, SIZE})
  void read_toTheEnd_givesAll(int size) throws IOException {
    try (SeekableByteChannel channel = envelope.openChannel(sealed(size), CONTEXT)) {
      assertThat(channel.size()).isEqualTo(size);
      ByteBuffer all = ByteBuffer.allocate(size + 1);
      assertThat(channel.read(all)).isEqualTo(size == 0 ? -1 : size);
      assertThat(Arrays.copyOf(all.array(), size)).isEqualTo(plaintext(size));
      assertThat(channel.read(all)).isEqualTo(-1);
      assertThat(channel.position()).isEqualTo(size);
    }
  }

  @Test
  void read_atAnyPlace_givesWhatIsThere() throws IOException {
    byte[] plaintext = plaintext(SIZE);
    Random random = new Random(1);
    try (SeekableByteChannel channel = envelope.openChannel(sealed(SIZE), CONTEXT)) {
      for (int i = 0; i < 200; i++) {
        int from = random.nextInt(SIZE);
        int length = Math.min(SIZE - from, random.nextInt(2 * FRAME));
        ByteBuffer part = ByteBuffer.allocate(length);
        assertThat(channel.position(from).read(part)).isEqualTo(length);
        assertThat(part.array()).isEqualTo(Arrays.copyOfRange(plaintext, from, from + length));
      }
      assertThat(channel.position(SIZE + 5L).read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThatThrownBy(() -> channel.position(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void openChannel_streamForm_works() throws IOException {
    Path file = Files.write(folder.resolve("stream"), envelope.seal(plaintext(SIZE), CONTEXT));
    try (SeekableByteChannel channel = envelope.openChannel(file, CONTEXT)) {
      assertThat(channel.size()).isEqualTo(SIZE);
    }
  }

  @Test
  void openChannel_endChanged_isRefusedAtOnce() throws IOException {
    Path file = sealed(SIZE);
    byte[] bytes = Files.readAllBytes(file);
    int header = (int) MessageOpener.header(bytes).length();
    int[] lengths = {
      header, header + 5, header + SEALED, header + 2 * SEALED, bytes.length - 1, bytes.length + 1
    };
    for (int length : lengths) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> envelope.openChannel(file, CONTEXT))
          .isInstanceOf(InvalidCiphertextException.class);
    }
    Files.write(file, bytes);
    assertThatThrownBy(() -> envelope.openChannel(file, EncryptionContext.empty()))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void read_changedFrame_isRefusedAndTheOthersAreNot() throws IOException {
    Path file = sealed(SIZE);
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) MessageOpener.header(bytes).length() + SEALED + 9] ^= 1;
    Files.write(file, bytes);
    try (SeekableByteChannel channel = envelope.openChannel(file, CONTEXT)) {
      ByteBuffer part = ByteBuffer.allocate(10);
      assertThat(channel.position(2 * FRAME).read(part)).isEqualTo(10);
      ByteBuffer bad = ByteBuffer.allocate(10);
      assertThatThrownBy(() -> channel.position(FRAME).read(bad))
          .isInstanceOf(InvalidCiphertextException.class);
      assertThat(bad.array()).isEqualTo(new byte[10]);
    }
  }

  @Test
  void write_always_isRefused() throws IOException {
    try (SeekableByteChannel channel = envelope.openChannel(sealed(10), CONTEXT)) {
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> channel.truncate(1)).isInstanceOf(NonWritableChannelException.class);
    }
  }

  @Test
  void close_thenAnything_isRefused() throws IOException {
    SeekableByteChannel channel = envelope.openChannel(sealed(10), CONTEXT);
    channel.close();
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::position).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> channel.position(0)).isInstanceOf(ClosedChannelException.class);
  }
}
