package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another process does to a file while a server unwraps its key. */
class ConcurrentChangeTest {
  @TempDir private Path folder;
  private final FakeKms fake = FakeKms.create().withKey("k1");
  private final Envelope elsewhere = Envelope.of(FakeKms.create().withKey("k2").client());
  private Path file;
  private byte[] moved;

  @BeforeEach
  void seal() throws IOException {
    Path plain = Files.write(folder.resolve("plain"), plaintext(100));
    file = folder.resolve("sealed");
    Envelope envelope = Envelope.of(fake.client());
    envelope.seal(plain, file, CONTEXT);
    Path copy = Files.copy(file, folder.resolve("copy"));
    envelope.moveTo(copy, CONTEXT, elsewhere);
    moved = Files.readAllBytes(copy);
  }

  private interface Disturbance {
    void run() throws IOException;
  }

  /** A client in whose calls something else happens. */
  private KmsClient disturbed(Disturbance disturbance) {
    return Kms.of(
        new ForwardingBackend(fake.backend("k1")) {
          @Override
          public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
            try {
              disturbance.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return super.decrypt(ciphertext, context);
          }
        });
  }

  private void writeMoved() throws IOException {
    Files.write(file, moved);
  }

  private void replaceByMoved() throws IOException {
    Path next = Files.write(folder.resolve("next"), moved);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The lock is released by POSIX when a reader of this process closes the file. */
  @Test
  void rewrap_headerChangedMeanwhile_isRefusedAndLeavesThatChange() throws IOException {
    Envelope envelope = Envelope.of(disturbed(this::writeMoved));
    assertRefused(() -> envelope.rewrap(file, CONTEXT));
  }

  @Test
  void rewrap_fileReplacedMeanwhile_isRefused() throws IOException {
    Envelope envelope = Envelope.of(disturbed(this::replaceByMoved));
    assertRefused(() -> envelope.rewrap(file, CONTEXT));
  }

  @Test
  void reseal_headerChangedMeanwhile_isRefused() throws IOException {
    Envelope envelope = Envelope.of(disturbed(this::writeMoved));
    assertRefused(() -> envelope.reseal(file, CONTEXT));
  }

  @Test
  void reseal_fileReplacedMeanwhile_isRefused() throws IOException {
    Envelope envelope = Envelope.of(disturbed(this::replaceByMoved));
    assertRefused(() -> envelope.reseal(file, CONTEXT));
  }

  private void assertRefused(ThrowingCallable change) throws IOException {
    assertThatThrownBy(change)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("somebody else changed or replaced");
    assertThat(Files.readAllBytes(file)).isEqualTo(moved);
  }

  /** Else a message could be slipped in whose data key opens its siblings. */
  @Test
  void moveTo_fileSwappedForOneOfASharedKey_isRefused() throws IOException {
    CacheLimits limits = CacheLimits.maxAge(Duration.ofMinutes(1));
    Path shared = folder.resolve("shared");
    try (Envelope caching = Envelope.builder(fake.client()).cache(limits).build()) {
      caching.seal(folder.resolve("plain"), shared, CONTEXT);
    }
    FileLayer swapping =
        path -> {
          Files.copy(shared, path, StandardCopyOption.REPLACE_EXISTING);
          return new DiskFiles().edit(path);
        };
    Envelope envelope = Envelope.builder(fake.client()).files(swapping).build();
    assertThatThrownBy(() -> envelope.moveTo(file, CONTEXT, elsewhere))
        .isInstanceOf(IOException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(shared));
  }

  @Test
  void rewrap_lastGeneration_startsAnewInACopy() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Header header = MessageOpener.header(bytes);
    byte[] last =
        Slot.write(header.prefix().slotBytes(), Long.MAX_VALUE, WrappedKeys.write(header.keys()));
    System.arraycopy(last, 0, bytes, Prefix.PAGE, last.length);
    Files.write(file, bytes);
    Envelope envelope = Envelope.of(fake.client());
    assertThat(envelope.rewrap(file, CONTEXT)).isEqualTo(EnvelopeChange.COPIED);
    assertThat(MessageOpener.header(Files.readAllBytes(file)).generation()).isEqualTo(1);
    assertThat(envelope.rewrap(file, CONTEXT)).isEqualTo(EnvelopeChange.IN_PLACE);
    assertThat(envelope.open(Files.readAllBytes(file), CONTEXT)).isEqualTo(plaintext(100));
  }

  @Test
  void rewrap_sharedKeyAndAForgedEntry_makesNoReader() {
    FakeKms other = FakeKms.create().withKey("k2");
    CacheLimits limits = CacheLimits.maxAge(Duration.ofMinutes(1));
    Envelope both =
        Envelope.builder(fake.client()).alsoOpenableBy(other.client()).cache(limits).build();
    byte[] shared;
    try (Envelope caching = Envelope.builder(fake.client()).cache(limits).build()) {
      shared = caching.seal(plaintext(10), CONTEXT);
    }
    Header header = MessageOpener.header(shared);
    Ciphertext forged = other.client().envelopeKeys().wrap(new byte[32], CONTEXT);
    byte[] start = Header.of(header.prefix(), List.of(header.keys().get(0), forged)).toBytes();
    byte[] message = Arrays.copyOf(start, start.length + 26);
    System.arraycopy(shared, (int) header.length(), message, start.length, 26);
    assertThat(both.open(message, CONTEXT)).isEqualTo(plaintext(10));
    assertThatThrownBy(() -> both.rewrap(message, CONTEXT)).hasMessageContaining("use reseal");
    byte[] own = both.seal(plaintext(10), CONTEXT);
    assertThat(both.open(both.rewrap(own, CONTEXT), CONTEXT)).isEqualTo(plaintext(10));
  }
}
