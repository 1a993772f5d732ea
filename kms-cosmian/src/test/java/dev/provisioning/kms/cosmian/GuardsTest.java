package dev.provisioning.kms.cosmian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.cosmian.blob.SealedBlob;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server takes what begins 87 87 for a list; nothing of that reaches it or a caller. */
class GuardsTest extends Scripted {
  private String sent(String kind) {
    return server.received(kind).get(server.received(kind).size() - 1).body();
  }

  @ParameterizedTest
  @CsvSource({"878700,00878700", "8787,008787", "87870103616263,0087870103616263", "'',00"})
  void encrypt_ofWhatLooksLikeAList_isEscapedAndSaysSo(String plaintext, String onTheWire) {
    server.on("Encrypt", 200, Answers.encrypted("app", "AB".repeat(onTheWire.length() / 2)));
    Ciphertext made = kms.encrypt("app", hex(plaintext), EncryptionContext.empty());
    assertThat(sent("Encrypt"))
        .contains(Answers.bytes("Data", onTheWire))
        // Label, flag, codec; an empty context is no reason to bind nothing.
        .contains(
            Answers.bytes(
                "AuthenticatedEncryptionAdditionalData", "6B6D732D636F736D69616E2F310101"));
    assertThat(made.blob()[1]).isEqualTo((byte) 1);
    server.on("Decrypt", 200, Answers.decrypted(onTheWire));
    assertThat(kms.decrypt(made, EncryptionContext.empty())).isEqualTo(hex(plaintext));
  }

  @ParameterizedTest
  @ValueSource(strings = {"87", "4848", "008787", "8786878787"})
  void encrypt_ofAnythingElse_isSentAsItIs(String plaintext) {
    server.on("Encrypt", 200, Answers.encrypted("app", "AB".repeat(plaintext.length() / 2)));
    assertThat(kms.encrypt("app", hex(plaintext), CONTEXT).blob()[1]).isEqualTo((byte) 0);
    assertThat(sent("Encrypt")).contains(Answers.bytes("Data", plaintext));
  }

  @Test
  void encrypt_answeredByWhatBeginsLikeAList_isMadeAgain() {
    server
        .on("Encrypt", 200, Answers.encrypted("app", "8787"))
        .then("Encrypt", 200, Answers.encrypted("app", "AB12"));
    Ciphertext made = kms.encrypt("app", bytes("HH"), CONTEXT);
    assertThat(server.received("Encrypt")).hasSize(2);
    assertThat(SealedBlob.parse(made.blob()).data()).isEqualTo(hex("AB12"));
  }

  /** The first generation's id is the keyset's name, for which the server tries all of them. */
  @Test
  void decrypt_openedByAnotherVersionThanTheBlobSays_isInvalid() {
    Ciphertext made = made();
    server.on("Decrypt", 200, Answers.decrypted("app@1", "4848"));
    refused(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(made, CONTEXT));
    server.on(
        "RequestMessage",
        200,
        Answers.message(
            Answers.success(
                "Decrypt",
                Answers.text("UniqueIdentifier", "app@1"),
                Answers.bytes("Data", "4848"))));
    refused(
        ErrorCode.INVALID_CIPHERTEXT,
        () -> kms.decryptAll(List.of(made), List.of(CONTEXT)).get(0).get());
  }

  @Test
  void encrypt_answeredByNothingElse_endsInAnError() {
    server.on("Encrypt", 200, Answers.encrypted("app", "8787"));
    refused(ErrorCode.INTERNAL, () -> kms.encrypt("app", bytes("HH"), CONTEXT));
    assertThat(server.received("Encrypt")).hasSize(4);
  }

  @Test
  void encryptAll_withAnItemThatBeginsLikeAList_makesThatOneAgain() {
    String[] rest = {
      Answers.bytes("IVCounterNonce", Answers.IV),
      Answers.bytes("AuthenticatedEncryptionTag", Answers.TAG)
    };
    String uid = Answers.text("UniqueIdentifier", "app");
    server
        .on("Encrypt", 200, Answers.encrypted("app", "AB12"))
        .on(
            "RequestMessage",
            200,
            Answers.message(
                Answers.success("Encrypt", uid, Answers.bytes("Data", "8787"), rest[0], rest[1]),
                Answers.success("Encrypt", uid, Answers.bytes("Data", "CD34"), rest[0], rest[1])));
    List<KmsResult<Ciphertext>> made =
        kms.encryptAll("app", List.of(bytes("HH"), bytes("II")), List.of(CONTEXT, CONTEXT));
    assertThat(SealedBlob.parse(made.get(0).get().blob()).data()).isEqualTo(hex("AB12"));
    assertThat(SealedBlob.parse(made.get(1).get().blob()).data()).isEqualTo(hex("CD34"));
  }

  /** What the server really answers for 87 87 00. */
  @ParameterizedTest
  @ValueSource(
      strings = {"IVCounterNonce", "AuthenticatedEncryptionTag", "Data", "UniqueIdentifier"})
  void encrypt_answeredWithout_isRefused(String tag) {
    server.on("Encrypt", 200, Answers.encrypted("app", "AB12").replace(tag, "Other"));
    refused(ErrorCode.INTERNAL, () -> kms.encrypt("app", bytes("HH"), CONTEXT));
  }

  @Test
  void encrypt_answeredByPartsOfOtherLengths_isRefused() {
    String good = Answers.encrypted("app", "AB12");
    for (String bad :
        List.of(
            good.replace(Answers.IV, Answers.IV + "00"),
            good.replace(Answers.IV, ""),
            good.replace(Answers.TAG, Answers.TAG.substring(2)),
            good.replace("AB12", "AB1234"),
            good.replace("AB12", ""))) {
      server.on("Encrypt", 200, bad);
      refused(ErrorCode.INTERNAL, () -> kms.encrypt("app", bytes("HH"), CONTEXT));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"other", "app@", "app@0", "app@01", "app@x", "apps", SUCCESSOR, "app@1@2"})
  void encrypt_answeredByAnotherKey_isRefused(String uid) {
    server.on("Encrypt", 200, Answers.encrypted(uid, "AB12"));
    refused(ErrorCode.INTERNAL, () -> kms.encrypt("app", bytes("HH"), CONTEXT));
  }

  @Test
  void decrypt_ofDataThatBeginLikeAList_isNotSent() {
    Ciphertext made = made();
    byte[] blob = Arrays.copyOf(made.blob(), made.blob().length + 1);
    System.arraycopy(hex("878700"), 0, blob, blob.length - 3, 3);
    Ciphertext forged = Ciphertext.of("cosmian", "app", "0", blob);
    refused(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(forged, CONTEXT));
    KmsResult<byte[]> item = kms.decryptAll(List.of(forged), List.of(CONTEXT)).get(0);
    refused(ErrorCode.INVALID_CIPHERTEXT, item::get);
    assertThat(server.received("Decrypt")).isEmpty();
    assertThat(server.received("RequestMessage")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8787", "", "48", "484848"})
  void decrypt_answeredByWhatWeDoNotEncrypt_isInvalid(String data) {
    Ciphertext made = made();
    server.on("Decrypt", 200, Answers.decrypted(data));
    refused(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(made, CONTEXT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"018787", "004848", "878700"})
  void decrypt_ofAnEscapedOneThatIsNone_isInvalid(String data) {
    server.on("Encrypt", 200, Answers.encrypted("app", "ABCDEF"));
    Ciphertext made = kms.encrypt("app", hex("8787"), CONTEXT);
    server.on("Decrypt", 200, Answers.decrypted(data));
    refused(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(made, CONTEXT));
  }

  @Test
  void decrypt_ofAHeaderThatContradictsTheBlob_isNotSent() {
    Ciphertext made = made();
    for (String version : List.of("", "1", "00", "0 ".strip() + "x", SUCCESSOR)) {
      Ciphertext lying = Ciphertext.of("cosmian", "app", version, made.blob());
      refused(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(lying, CONTEXT));
    }
    Ciphertext elsewhere = Ciphertext.of("cosmian", "other", "0", made.blob());
    refused(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(elsewhere, CONTEXT));
    assertThat(server.received("Decrypt")).isEmpty();
  }
}
