package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.age.AgeException.Failure;
import dev.provisioning.kms.age.format.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A file that is cut or changed anywhere is refused, and never opens to another plaintext. */
class AgeTamperTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");

  private final AgeIdentity identity = AgeIdentity.generate();
  private final AgeEncryption encryption =
      Age.encryptTo(List.of(identity.recipient())).context(CONTEXT);
  private final AgeDecryption decryption = Age.decryptWith(List.of(identity)).context(CONTEXT);
  private final byte[] plaintext = "a small secret".getBytes(US_ASCII);

  @Test
  void decrypt_anyPrefix_refused() {
    for (boolean armored : new boolean[] {false, true}) {
      byte[] file = encryption.armored(armored).encrypt(plaintext);
      // The line feed after the END line of an armor is optional.
      int complete = armored ? file.length - 1 : file.length;
      for (int length = 0; length < complete; length++) {
        assertRefused(Arrays.copyOf(file, length));
      }
    }
  }

  @Test
  void decrypt_anyByteChanged_refused() {
    byte[] file = encryption.encrypt(plaintext);
    for (int i = 0; i < file.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = file.clone();
        changed[i] ^= (byte) (1 << bit);
        assertRefused(changed);
      }
    }
  }

  @Test
  void decrypt_anyByteOfAnArmorChanged_neverAnotherPlaintext() {
    byte[] file = encryption.armored(true).encrypt(plaintext);
    for (int i = 0; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] ^= 4;
      assertRefused(changed);
    }
  }

  @Test
  void decrypt_byteAdded_refused() {
    byte[] file = encryption.encrypt(plaintext);
    assertThat(assertRefused(Arrays.copyOf(file, file.length + 1))).isEqualTo(Failure.PAYLOAD);
    byte[] twoChunks = encryption.encrypt(Sources.bytes(Payload.CHUNK_BYTES));
    assertThat(assertRefused(Arrays.copyOf(twoChunks, twoChunks.length + 1)))
        .isEqualTo(Failure.PAYLOAD);
  }

  @Test
  void decrypt_cutBetweenChunks_releasesThemAndFails() {
    byte[] secret = Sources.bytes(6 * Payload.CHUNK_BYTES);
    byte[] file = encryption.encrypt(secret);
    byte[] cut = Arrays.copyOf(file, file.length - Payload.SEALED_BYTES);
    for (int threads : new int[] {1, 2}) {
      ByteArrayOutputStream released = new ByteArrayOutputStream();
      AgeException failure =
          catchThrowableOfType(
              AgeException.class,
              () -> decryption.threads(threads).decrypt(new ByteArrayInputStream(cut), released));
      assertThat(failure.failure()).isEqualTo(Failure.PAYLOAD);
      assertThat(released.toByteArray()).isEqualTo(Arrays.copyOf(secret, 5 * Payload.CHUNK_BYTES));
    }
  }

  @Test
  void decrypt_chunksSwapped_releasesNothingOfThem() {
    byte[] file = encryption.encrypt(new byte[3 * Payload.CHUNK_BYTES]);
    byte[] swapped = file.clone();
    int first = file.length - 3 * Payload.SEALED_BYTES;
    int second = first + Payload.SEALED_BYTES;
    System.arraycopy(file, first, swapped, second, Payload.SEALED_BYTES);
    System.arraycopy(file, second, swapped, first, Payload.SEALED_BYTES);
    for (int threads : new int[] {1, 2}) {
      ByteArrayOutputStream released = new ByteArrayOutputStream();
      assertThatThrownBy(
              () ->
                  decryption.threads(threads).decrypt(new ByteArrayInputStream(swapped), released))
          .isInstanceOf(AgeException.class);
      assertThat(released.size()).isZero();
    }
  }

  @Test
  void read_afterAFailure_failsAgain() throws IOException {
    byte[] file = encryption.encrypt(plaintext);
    file[file.length - 1] ^= 1;
    try (var in = decryption.open(new ByteArrayInputStream(file))) {
      assertThatThrownBy(in::read).isInstanceOf(AgeException.class);
      assertThatThrownBy(in::readAllBytes).isInstanceOf(AgeException.class);
    }
  }

  @Test
  void decrypt_stanzaAddedOrRemoved_headerMacFails() throws IOException {
    AgeIdentity other = AgeIdentity.generate();
    byte[] file =
        Age.encryptTo(List.of(identity.recipient(), other.recipient())).encrypt(plaintext);
    String text = new String(file, ISO_8859_1);
    int stanza = text.indexOf("-> X25519 ", 30);
    int mac = text.indexOf("---");
    byte[] removed = (text.substring(0, stanza) + text.substring(mac)).getBytes(ISO_8859_1);
    byte[] added =
        (text.substring(0, mac) + "-> grease\n\n" + text.substring(mac)).getBytes(ISO_8859_1);
    AgeDecryption plain = Age.decryptWith(List.of(identity));
    for (byte[] changed : List.of(removed, added)) {
      AgeException failure = catchThrowableOfType(AgeException.class, () -> plain.decrypt(changed));
      assertThat(failure.failure()).isEqualTo(Failure.HMAC);
    }
  }

  /** Refused in memory and as a stream, for the same reason, and without any plaintext. */
  private Failure assertRefused(byte[] file) {
    AgeException failure = catchThrowableOfType(AgeException.class, () -> decryption.decrypt(file));
    ByteArrayOutputStream released = new ByteArrayOutputStream();
    AgeException streamed =
        catchThrowableOfType(
            AgeException.class, () -> decryption.decrypt(new ByteArrayInputStream(file), released));
    assertThat(failure).isNotNull();
    assertThat(streamed).isNotNull();
    if (file.length < 1000) {
      assertThat(released.size()).isZero();
      // An armor with two faults may fail at either: its payload, or a line further on.
      if (failure.failure() != Failure.ARMOR) {
        assertThat(streamed.failure()).isEqualTo(failure.failure());
      }
    }
    return failure.failure();
  }
}
