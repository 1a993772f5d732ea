package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.age.format.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one way of encrypting makes, every way of decrypting opens. */
class AgeRoundTripTest {
  private final AgeIdentity identity = AgeIdentity.generate();
  private final AgeEncryption encryption = Age.encryptTo(List.of(identity.recipient()));
  private final AgeDecryption decryption = Age.decryptWith(List.of(identity));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65535, 65536, 65537, 3 * 65536, 4 * 65536, 4 * 65536 + 1, 1_000_000})
  void everyWay_size_samePlaintext(int size) throws IOException {
    byte[] plaintext = Sources.bytes(size);
    for (boolean armored : new boolean[] {false, true}) {
      for (byte[] file : encryptInEveryWay(encryption.armored(armored), plaintext)) {
        for (byte[] opened : decryptInEveryWay(file)) {
          assertThat(opened).isEqualTo(plaintext);
        }
      }
    }
  }

  private static List<byte[]> encryptInEveryWay(AgeEncryption with, byte[] plaintext)
      throws IOException {
    List<byte[]> files = new ArrayList<>();
    files.add(with.encrypt(plaintext));
    for (int threads : new int[] {1, 2, 5}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long n = with.threads(threads).encrypt(Sources.shortReads(plaintext, 7777), out);
      assertThat(n).isEqualTo(plaintext.length);
      files.add(out.toByteArray());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AgeOutputStream file = with.sealTo(out)) {
      new ByteArrayInputStream(plaintext).transferTo(file);
      file.finish();
    }
    files.add(out.toByteArray());
    assertThat(files).allMatch(file -> file.length == files.get(0).length);
    return files;
  }

  private List<byte[]> decryptInEveryWay(byte[] file) throws IOException {
    List<byte[]> plaintexts = new ArrayList<>();
    plaintexts.add(decryption.decrypt(file));
    for (int threads : new int[] {1, 2, 5}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long n = decryption.threads(threads).decrypt(Sources.shortReads(file, 7777), out);
      plaintexts.add(out.toByteArray());
      assertThat(n).isEqualTo(out.size());
    }
    try (InputStream in = decryption.open(new ByteArrayInputStream(file))) {
      plaintexts.add(in.readAllBytes());
    }
    return plaintexts;
  }

  @Test
  void oneByteAtATime_bothDirections_samePlaintext() throws IOException {
    byte[] plaintext = Sources.bytes(70_000);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    encryption.encrypt(Sources.shortReads(plaintext, 1), file);
    ByteArrayOutputStream opened = new ByteArrayOutputStream();
    decryption.threads(2).decrypt(Sources.shortReads(file.toByteArray(), 1), opened);
    assertThat(opened.toByteArray()).isEqualTo(plaintext);
    ByteArrayOutputStream single = new ByteArrayOutputStream();
    try (InputStream in = decryption.open(Sources.shortReads(file.toByteArray(), 1))) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        single.write(b);
      }
    }
    assertThat(single.toByteArray()).isEqualTo(plaintext);
  }

  @Test
  void open_chunkHasArrived_releasedWithoutWaitingForMore() throws IOException {
    byte[] plaintext = Sources.bytes(2 * Payload.CHUNK_BYTES);
    byte[] file = encryption.encrypt(plaintext);
    // Dies, where a live source would block, right behind the first chunk.
    int end = file.length - Payload.SEALED_BYTES;
    try (InputStream in = decryption.open(Sources.dying(file, end))) {
      assertThat(in.readNBytes(Payload.CHUNK_BYTES)).startsWith(plaintext[0], plaintext[1]);
      assertThatThrownBy(in::read).hasMessage("the source died");
    }
  }

  @Test
  void encrypt_severalRecipients_eachOpensIt() throws IOException {
    AgeIdentity other = AgeIdentity.generate();
    byte[] file =
        Age.encryptTo(List.of(identity.recipient(), other.recipient())).encrypt(new byte[] {1});
    assertThat(decryption.decrypt(file)).containsExactly(1);
    assertThat(Age.decryptWith(List.of(other)).decrypt(file)).containsExactly(1);
    assertThat(Age.decryptWith(List.of(AgeIdentity.generate(), other)).decrypt(file))
        .containsExactly(1);
  }

  @Test
  void encrypt_samePlaintextTwice_nothingRepeats() {
    byte[] plaintext = new byte[100];
    String first = HexFormat.of().formatHex(encryption.encrypt(plaintext));
    String second = HexFormat.of().formatHex(encryption.encrypt(plaintext));
    assertThat(first.substring(80)).isNotEqualTo(second.substring(80));
    byte[] twice =
        Age.encryptTo(List.of(identity.recipient(), identity.recipient())).encrypt(plaintext);
    assertThat(new String(twice, ISO_8859_1).lines().skip(1))
        .filteredOn(line -> line.startsWith("-> X25519 "))
        .hasSize(2)
        .doesNotHaveDuplicates();
  }

  @Test
  void encrypt_tooManyRecipientsForAMessage_refusedAtTheDoor() throws IOException {
    List<AgeRecipient> many = Collections.nCopies(129, identity.recipient());
    assertThatThrownBy(() -> Age.encryptTo(many).encrypt(new byte[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("128 stanzas");
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    Age.encryptTo(many).encrypt(new ByteArrayInputStream(new byte[1]), file);
    assertThat(decryption.decrypt(new ByteArrayInputStream(file.toByteArray()), file)).isOne();
    assertThatThrownBy(() -> decryption.decrypt(file.toByteArray()))
        .isInstanceOf(AgeException.class)
        .hasMessageContaining("128");
  }

  @Test
  void factories_emptyListOrBadThreads_illegalArgument() {
    assertThatThrownBy(() -> Age.encryptTo(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Age.decryptWith(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> encryption.threads(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> decryption.threads(65)).isInstanceOf(IllegalArgumentException.class);
  }
}
