package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.FRAME;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.testing.FakeKms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTest {
  private static final int SIZE = 5 * FRAME + 7;

  @TempDir private Path folder;
  private final FakeKms fake = FakeKms.create().withKey("k1");
  private final FakeKms other = FakeKms.create().withKey("k2");
  private final Envelope envelope = Envelope.of(fake.client());

  private Path plain(int size) throws IOException {
    return Files.write(folder.resolve("plain"), plaintext(size));
  }

  private Path sealed(int size) throws IOException {
    Path target = folder.resolve("sealed");
    assertThat(envelope.seal(plain(size), target, CONTEXT)).isEqualTo(size);
    return target;
  }

  @AfterEach
  void nothingTemporaryIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(f -> f.getFileName().toString().endsWith(".new"))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, FRAME - 1, FRAME, FRAME + 1, SIZE})
  void sealAndOpen_file_comesBackForItsOwnerOnly(int size) throws IOException {
    Path sealed = sealed(size);
    Path opened = folder.resolve("opened");
    assertThat(envelope.open(sealed, opened, CONTEXT)).isEqualTo(size);
    assertThat(Files.readAllBytes(opened)).isEqualTo(plaintext(size));
    assertThat(Envelope.inspect(sealed).form()).isEqualTo(EnvelopeForm.FILE);
    assertThat(Files.getPosixFilePermissions(sealed))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(opened))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(envelope.open(Files.readAllBytes(sealed), CONTEXT)).isEqualTo(plaintext(size));
  }

  @Test
  void seal_streamInFileForm_isAFileThatIsRewrappedInPlace() throws IOException {
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    ByteArrayInputStream plain = new ByteArrayInputStream(plaintext(SIZE));
    assertThat(envelope.seal(plain, sealed, CONTEXT, EnvelopeForm.FILE)).isEqualTo(SIZE);
    Path file = Files.write(folder.resolve("f"), sealed.toByteArray());
    assertThat(Envelope.inspect(file).form()).isEqualTo(EnvelopeForm.FILE);
    assertThat(envelope.rewrap(file, CONTEXT)).isEqualTo(EnvelopeChange.IN_PLACE);
    assertThat(envelope.open(Files.readAllBytes(file), CONTEXT)).isEqualTo(plaintext(SIZE));
  }

  @Test
  void seal_streamInNoFormOfEnvelopes_isRefusedBeforeAnythingIsWritten() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayInputStream in = new ByteArrayInputStream(plaintext(9));
    assertThatThrownBy(() -> envelope.seal(in, out, CONTEXT, EnvelopeForm.CIPHERTEXT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(out.size()).isZero();
  }

  @Test
  void open_streamFormOrCiphertextInAFile_comesBack() throws IOException {
    Path stream = Files.write(folder.resolve("stream"), envelope.seal(plaintext(9), CONTEXT));
    envelope.open(stream, folder.resolve("1"), CONTEXT);
    assertThat(Files.readAllBytes(folder.resolve("1"))).isEqualTo(plaintext(9));
    byte[] ciphertext = fake.client().encrypt(plaintext(9), CONTEXT).toBytes();
    Path plain = Files.write(folder.resolve("ciphertext"), ciphertext);
    envelope.open(plain, folder.resolve("2"), CONTEXT);
    assertThat(Files.readAllBytes(folder.resolve("2"))).isEqualTo(plaintext(9));
    assertThat(Envelope.inspect(plain).form()).isEqualTo(EnvelopeForm.CIPHERTEXT);
  }

  @Test
  void sealAndOpen_existingTarget_isReplacedOnlyWhenTold() throws IOException {
    Path sealed = sealed(10);
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path plain = plain(10);
    assertThatThrownBy(() -> envelope.seal(plain, target, CONTEXT))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> envelope.open(sealed, target, CONTEXT))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("old");
    envelope.open(sealed, target, CONTEXT, StandardCopyOption.REPLACE_EXISTING);
    assertThat(Files.readAllBytes(target)).isEqualTo(plaintext(10));
    assertThatThrownBy(
            () -> envelope.seal(plain, target, CONTEXT, StandardCopyOption.COPY_ATTRIBUTES))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void publish_targetThatAppearedMeanwhile_isNotReplaced() throws IOException {
    Path target = folder.resolve("target");
    try (NewFile file = NewFile.at(target)) {
      Files.writeString(target, "other");
      assertThatThrownBy(file::publish).isInstanceOf(FileAlreadyExistsException.class);
    }
    assertThat(target).hasContent("other");
  }

  @Test
  void seal_longestName_hasRoomForATemporaryOne() throws IOException {
    Path target = folder.resolve("x".repeat(255));
    assertThat(envelope.seal(plain(10), target, CONTEXT)).isEqualTo(10);
    envelope.reseal(target, CONTEXT);
    assertThat(envelope.open(Files.readAllBytes(target), CONTEXT)).isEqualTo(plaintext(10));
  }

  @Test
  void seal_ontoItself_replaces() throws IOException {
    Path file = plain(SIZE);
    envelope.seal(file, file, CONTEXT, StandardCopyOption.REPLACE_EXISTING);
    envelope.open(file, file, CONTEXT, StandardCopyOption.REPLACE_EXISTING);
    assertThat(Files.readAllBytes(file)).isEqualTo(plaintext(SIZE));
  }

  @Test
  void open_truncatedFile_leavesNoTarget() throws IOException {
    Path sealed = sealed(SIZE);
    try (FileChannel channel = FileChannel.open(sealed, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 30);
    }
    Path target = folder.resolve("target");
    assertThatThrownBy(() -> envelope.open(sealed, target, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThat(target).doesNotExist();
  }

  @Test
  void rewrap_file_changesTheHeaderAlone() throws IOException {
    Path sealed = sealed(SIZE);
    byte[] before = Files.readAllBytes(sealed);
    for (int generation = 2; generation < 6; generation++) {
      fake.rotate("k1");
      assertThat(envelope.rewrap(sealed, CONTEXT)).isEqualTo(EnvelopeChange.IN_PLACE);
      assertThat(Envelope.inspect(sealed).keys())
          .singleElement()
          .satisfies(k -> assertThat(k.keyVersion()).isNotEqualTo("1"));
      byte[] after = Files.readAllBytes(sealed);
      Header header = MessageOpener.header(after);
      assertThat(header.generation()).isEqualTo(generation);
      assertThat(after).endsWith(Arrays.copyOfRange(before, 20480, before.length));
      assertThat(after).hasSameSizeAs(before);
      assertThat(envelope.open(after, CONTEXT)).isEqualTo(plaintext(SIZE));
    }
  }

  @Test
  void rewrap_listWithoutRoom_copiesIntoLargerSlots() throws IOException {
    // A context of many keys makes long hints in each wrapped key.
    Envelope many = many(15);
    EncryptionContext context = longContext();
    Path wide = folder.resolve("wide");
    envelope.seal(plain(SIZE), wide, context);
    Files.setPosixFilePermissions(wide, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(many.rewrap(wide, context)).isEqualTo(EnvelopeChange.COPIED);
    assertThat(Envelope.inspect(wide).keys()).hasSize(15);
    assertThat(envelope.open(Files.readAllBytes(wide), context)).isEqualTo(plaintext(SIZE));
    assertThat(Files.getPosixFilePermissions(wide))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(many.rewrap(wide, context)).isEqualTo(EnvelopeChange.IN_PLACE);
  }

  @Test
  void seal_headerSlotsAskedFor_haveRoom() throws IOException {
    EncryptionContext context = longContext();
    Path wide = folder.resolve("wide");
    Envelope.builder(fake.client()).headerSlotBytes(40_000).build().seal(plain(10), wide, context);
    assertThat(many(15).rewrap(wide, context)).isEqualTo(EnvelopeChange.IN_PLACE);
    assertThatThrownBy(() -> Envelope.builder(fake.client()).headerSlotBytes(69_633))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Envelope many(int clients) {
    EnvelopeBuilder builder = Envelope.builder(fake.client());
    for (int i = 1; i < clients; i++) {
      builder.alsoOpenableBy(fake.client());
    }
    return builder.build();
  }

  private static EncryptionContext longContext() {
    EncryptionContext context = EncryptionContext.empty();
    for (int i : IntStream.range(0, 50).toArray()) {
      context = context.with("a-rather-long-key-" + i, "v");
    }
    return context;
  }

  @Test
  void rewrap_streamFormOnDisk_becomesAFileForm() throws IOException {
    Path stream = Files.write(folder.resolve("stream"), envelope.seal(plaintext(SIZE), CONTEXT));
    assertThat(envelope.rewrap(stream, CONTEXT)).isEqualTo(EnvelopeChange.COPIED);
    assertThat(Envelope.inspect(stream).form()).isEqualTo(EnvelopeForm.FILE);
    assertThat(envelope.open(Files.readAllBytes(stream), CONTEXT)).isEqualTo(plaintext(SIZE));
    assertThat(envelope.rewrap(stream, CONTEXT)).isEqualTo(EnvelopeChange.IN_PLACE);
  }

  @Test
  void rewrap_throughALink_keepsTheLink() throws IOException {
    Path stream = Files.write(folder.resolve("stream"), envelope.seal(plaintext(SIZE), CONTEXT));
    Path link = Files.createSymbolicLink(folder.resolve("link"), stream);
    envelope.rewrap(link, CONTEXT);
    envelope.reseal(link, CONTEXT);
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Envelope.inspect(stream).form()).isEqualTo(EnvelopeForm.FILE);
  }

  @Test
  void moveToAndReseal_file_changeWhoOpensIt() throws IOException {
    Path sealed = sealed(SIZE);
    Envelope target = Envelope.of(other.client());
    assertThat(envelope.moveTo(sealed, CONTEXT, target)).isEqualTo(EnvelopeChange.IN_PLACE);
    assertThat(target.open(Files.readAllBytes(sealed), CONTEXT)).isEqualTo(plaintext(SIZE));
    String id = Envelope.inspect(sealed).messageId();
    target.reseal(sealed, CONTEXT);
    assertThat(Envelope.inspect(sealed).messageId()).isNotEqualTo(id);
    assertThat(target.open(Files.readAllBytes(sealed), CONTEXT)).isEqualTo(plaintext(SIZE));
  }

  @Test
  void moveTo_sharedDataKey_resealsTheFile() throws IOException {
    Path shared = Files.write(folder.resolve("shared"), Samples.vector("shared-key"));
    try (Envelope clear = Envelope.of(ClearBackend.client())) {
      assertThat(clear.moveTo(shared, CONTEXT, envelope)).isEqualTo(EnvelopeChange.RESEALED);
    }
    assertThat(envelope.open(Files.readAllBytes(shared), CONTEXT)).isEqualTo(plaintext(11));
  }

  @Test
  void rewrap_fileThatIsBeingChanged_isRefused() throws IOException {
    Path sealed = sealed(10);
    try (FileLayer.EditableFile open = new DiskFiles().edit(sealed)) {
      assertThat(open.read(0, 4)).hasSize(4);
      assertThatThrownBy(() -> envelope.rewrap(sealed, CONTEXT))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is changing");
    }
    assertThat(envelope.rewrap(sealed, CONTEXT)).isEqualTo(EnvelopeChange.IN_PLACE);
  }

  @Test
  void reseal_tamperedFile_leavesItAsItIs() throws IOException {
    Path sealed = sealed(SIZE);
    byte[] bytes = Files.readAllBytes(sealed);
    bytes[bytes.length - 1] ^= 1;
    Files.write(sealed, bytes);
    assertThatThrownBy(() -> envelope.reseal(sealed, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThat(Files.readAllBytes(sealed)).isEqualTo(bytes);
  }
}
