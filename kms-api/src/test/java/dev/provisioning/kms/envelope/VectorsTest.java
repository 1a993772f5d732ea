package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static dev.provisioning.kms.envelope.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages that vectors.py made, which shares no code with this library. */
class VectorsTest {
  private final Envelope envelope =
      Envelope.builder(ClearBackend.client()).random(new Counting()).build();

  @ParameterizedTest
  @CsvSource({
    "short, 11",
    "two-keys, 11",
    "one-full-frame, 65536",
    "two-frames, 65537",
    "shared-key, 11",
    "file, 11",
    "file-after-rewrap, 11",
    "file-after-crash, 11"
  })
  void open_committedMessage_givesItsPlaintext(String name, int size) {
    assertThat(envelope.open(vector(name), CONTEXT)).isEqualTo(plaintext(size));
  }

  @Test
  void open_committedEmptyMessage_isEmpty() {
    assertThat(envelope.open(vector("empty"), EncryptionContext.empty())).isEmpty();
  }

  /** With the same key and id, and without the context keys that our clients write as a hint. */
  @ParameterizedTest
  @CsvSource({"short, 11", "one-full-frame, 65536", "two-frames, 65537"})
  void seal_withKeyAndIdOfTheVector_writesTheSameFrames(String name, int size) {
    byte[] sealed = envelope.seal(plaintext(size), CONTEXT);
    byte[] expected = vector(name);
    Header ours = MessageOpener.header(sealed);
    Header theirs = MessageOpener.header(expected);
    Header withTheirKeys = Header.of(ours.prefix(), theirs.keys());

    assertThat(withTheirKeys.toBytes()).isEqualTo(Arrays.copyOf(expected, (int) theirs.length()));
    assertThat(Arrays.copyOfRange(sealed, (int) ours.length(), sealed.length))
        .isEqualTo(Arrays.copyOfRange(expected, (int) theirs.length(), expected.length));
  }

  @Test
  void toBytes_fileForm_isTheCommittedHeader() {
    byte[] expected = vector("file");
    Header header = MessageOpener.header(expected);
    assertThat(header.toBytes()).isEqualTo(Arrays.copyOf(expected, (int) header.length()));
  }

  @Test
  void inspect_afterCrash_readsTheNewerSlot() {
    EnvelopeInfo info = Envelope.inspect(vector("file-after-crash"));
    assertThat(info.form()).isEqualTo(EnvelopeForm.FILE);
    assertThat(info.keys()).extracting(Ciphertext::backend).isEqualTo(List.of("other", "clear"));
    assertThat(Envelope.inspect(vector("shared-key")).sharedKey()).isTrue();
  }

  /** Gives the data key and then the message id of the vectors. */
  private static final class Counting extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private int start;

    @Override
    public void nextBytes(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (start + i);
      }
      start += 100;
    }
  }
}
