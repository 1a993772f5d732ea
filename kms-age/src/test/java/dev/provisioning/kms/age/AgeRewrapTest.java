package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.age.AgeException.Failure;
import dev.provisioning.kms.age.format.Armor;
import dev.provisioning.kms.age.format.Header;
import dev.provisioning.kms.age.format.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** New recipients for an old file: the header changes, the payload does not. */
class AgeRewrapTest {
  private static final EncryptionContext PROD = EncryptionContext.of("env", "prod");

  private final AgeIdentity old = AgeIdentity.generate();
  private final AgeIdentity fresh = AgeIdentity.generate();
  private final byte[] plaintext = Sources.bytes(200_000);
  private final byte[] file =
      Age.encryptTo(List.of(old.recipient())).context(PROD).encrypt(plaintext);
  private final AgeDecryption from = Age.decryptWith(List.of(old)).context(PROD);
  private final AgeEncryption to = Age.encryptTo(List.of(fresh.recipient())).context(PROD);

  private static byte[] rewrap(byte[] file, AgeDecryption from, AgeEncryption to)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Age.rewrap(new ByteArrayInputStream(file), out, from, to);
    return out.toByteArray();
  }

  private static byte[] payload(byte[] file) throws AgeException {
    int start = Header.read(file, Limits.MESSAGE).encodedLength();
    return Arrays.copyOfRange(file, start, file.length);
  }

  @Test
  void rewrap_newRecipient_onlyItOpensAndThePayloadIsTheSame() throws IOException {
    byte[] rewrapped = rewrap(file, from, to);
    assertThat(payload(rewrapped)).isEqualTo(payload(file));
    assertThat(Age.decryptWith(List.of(fresh)).context(PROD).decrypt(rewrapped))
        .isEqualTo(plaintext);
    assertThat(failure(() -> from.decrypt(rewrapped))).isEqualTo(Failure.NO_MATCH);
    assertThat(failure(() -> Age.decryptWith(List.of(fresh)).decrypt(rewrapped)))
        .isEqualTo(Failure.CONTEXT);
  }

  @Test
  void rewrap_betweenTheForms_samePayload() throws IOException {
    byte[] armored = rewrap(file, from, to.armored(true));
    assertThat(payload(Armor.decode(armored))).isEqualTo(payload(file));
    AgeDecryption again = Age.decryptWith(List.of(fresh)).context(PROD);
    assertThat(payload(rewrap(armored, again, to))).isEqualTo(payload(file));
  }

  @Test
  void rewrap_headerChanged_nothingWritten() {
    byte[] changed = file.clone();
    changed[headerLength() - 3] ^= 1;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> Age.rewrap(new ByteArrayInputStream(changed), out, from, to))
        .isInstanceOf(AgeException.class);
    assertThat(out.size()).isZero();
  }

  private int headerLength() {
    try {
      return Header.read(file, Limits.MESSAGE).encodedLength();
    } catch (AgeException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void rewrap_wrongContextOnBothSides_nothingWritten() {
    EncryptionContext dev = EncryptionContext.of("env", "dev");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(
            failure(
                () ->
                    Age.rewrap(
                        new ByteArrayInputStream(file), out, from.context(dev), to.context(dev))))
        .isEqualTo(Failure.CONTEXT);
    assertThat(out.size()).isZero();
  }

  @Test
  void rewrap_contextsDiffer_illegalArgument() {
    assertThatThrownBy(() -> rewrap(file, from, to.context(EncryptionContext.empty())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("keeps the context");
  }

  @Test
  void rewrap_endsInTheNonce_headerFailureAndNothingWritten() {
    byte[] cut = Arrays.copyOf(file, headerLength() + 15);
    assertThat(failure(() -> rewrap(cut, from, to))).isEqualTo(Failure.HEADER);
  }

  private static Failure failure(ThrowingCallable call) {
    return catchThrowableOfType(AgeException.class, call).failure();
  }
}
