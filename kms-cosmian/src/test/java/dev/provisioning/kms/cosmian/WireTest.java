package dev.provisioning.kms.cosmian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.testing.VirtualClock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, to the letter. */
class WireTest extends Scripted {
  private static final String PARAMETERS =
      "{\"tag\":\"CryptographicParameters\",\"type\":\"Structure\",\"value\":["
          + Answers.enumeration("BlockCipherMode", "GCM")
          + ","
          + Answers.enumeration("CryptographicAlgorithm", "AES")
          + "]}";
  private static final String AAD =
      Answers.bytes(
          "AuthenticatedEncryptionAdditionalData",
          "6B6D732D636F736D69616E2F31"
              + "0001"
              + "00000001"
              + "00000003656E76"
              + "0000000470726F64");

  @Test
  void encrypt_isOneRequest_afterTheVersionWasAskedOnce() {
    made();
    made();
    assertThat(server.received("/version")).hasSize(1);
    ScriptedServer.Received sent = server.received("Encrypt").get(0);
    assertThat(sent.line()).isEqualTo("POST /kmip/2_1 HTTP/1.1");
    assertThat(sent.header("Content-Type")).hasValue("application/json");
    assertThat(sent.header("Authorization")).isEmpty();
    assertThat(sent.body())
        .isEqualTo(
            "{\"tag\":\"Encrypt\",\"type\":\"Structure\",\"value\":["
                + Answers.text("UniqueIdentifier", "app")
                + ","
                + PARAMETERS
                + ","
                + Answers.bytes("Data", "4848")
                + ","
                + AAD
                + "]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.22.1", "5.28.0"})
  void decrypt_namesTheIvAsTheServerDoes(String version) {
    server.version(version);
    Ciphertext made = made();
    server.on("Decrypt", 200, Answers.decrypted("4848"));
    assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(bytes("HH"));
    assertThat(server.received("Decrypt").get(0).body())
        .isEqualTo(
            "{\"tag\":\"Decrypt\",\"type\":\"Structure\",\"value\":["
                + Answers.text("UniqueIdentifier", "app")
                + ","
                + PARAMETERS
                + ","
                + Answers.bytes("Data", "AB12")
                + ","
                + Answers.bytes(
                    version.startsWith("4") ? "IvCounterNonce" : "IVCounterNonce", Answers.IV)
                + ","
                + AAD
                + ","
                + Answers.bytes("AuthenticatedEncryptionTag", Answers.TAG)
                + "]}");
  }

  @Test
  void encrypt_answeredInTheWordsOf4_isRead() {
    server
        .version("4.22.1")
        .on(
            "Encrypt",
            200,
            Answers.encrypted("app", "AB12")
                .replace("IVCounterNonce", "IvCounterNonce")
                .replace("\"EncryptResponse\",", "\"EncryptResponse\",\"type\":\"Structure\","));
    assertThat(kms.encrypt("app", bytes("HH"), CONTEXT).keyVersion()).isEqualTo("0");
  }

  @Test
  void apiKey_isTheBearerToken_askedForEachTimeAndWiped() {
    AtomicReference<char[]> given = new AtomicReference<>(new char[0]);
    server.on("Encrypt", 200, Answers.encrypted("app", "AB12"));
    try (CosmianKms called =
        builder()
            .apiKey(
                () -> {
                  given.set("t0ken".toCharArray());
                  return given.get();
                })
            .header("X-Gateway", "east")
            .build()) {
      called.encrypt("app", bytes("HH"), CONTEXT);
    }
    for (String kind : List.of("/version", "Encrypt")) {
      assertThat(server.received(kind).get(0).header("Authorization")).hasValue("Bearer t0ken");
      assertThat(server.received(kind).get(0).header("X-Gateway")).hasValue("east");
    }
    assertThat(given.get()).containsOnly('\0');
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "ä"})
  void apiKey_thatIsNoToken_isNotSentAndNotShown(String token) {
    try (CosmianKms wrong = builder().apiKey(Secret.of(token.toCharArray())).build()) {
      assertThat(refused(ErrorCode.CONFIGURATION, () -> wrong.encrypt("app", bytes("H"), CONTEXT)))
          .hasMessageContaining("api_key")
          .hasMessageNotContaining(token.isEmpty() ? "\0" : token);
    }
    assertThat(server.received("/version")).isEmpty();
  }

  @Test
  void batch_isChunkedByCount() {
    String item =
        Answers.success(
            "Encrypt",
            Answers.text("UniqueIdentifier", "app"),
            Answers.bytes("Data", "AB12"),
            Answers.bytes("IVCounterNonce", Answers.IV),
            Answers.bytes("AuthenticatedEncryptionTag", Answers.TAG));
    server
        .on("RequestMessage", 200, Answers.message(item, item))
        .then("RequestMessage", 503, "")
        .then("RequestMessage", 200, Answers.message(item));
    try (CosmianKms small = builder().maxBatch(2).build()) {
      List<KmsResult<Ciphertext>> made =
          small.encryptAll(
              "app", Collections.nCopies(5, bytes("HH")), Collections.nCopies(5, CONTEXT));
      assertThat(made)
          .extracting(KmsResult::succeeded)
          .containsExactly(true, true, false, false, true);
      assertThat(refused(ErrorCode.UNAVAILABLE, made.get(2)::get).isRetryable()).isTrue();
    }
    assertThat(server.received("RequestMessage")).hasSize(3);
    assertThat(server.received("RequestMessage").get(2).body())
        .contains("{\"tag\":\"BatchCount\",\"type\":\"Integer\",\"value\":1}");
  }

  @Test
  void batch_answeredByAnotherNumberOfItems_failsAll() {
    server.on("RequestMessage", 200, Answers.message(Answers.failure("Encrypt", "What", "ever")));
    List<KmsResult<Ciphertext>> made =
        kms.encryptAll("app", List.of(bytes("H"), bytes("I")), List.of(CONTEXT, CONTEXT));
    made.forEach(item -> refused(ErrorCode.INTERNAL, item::get));
  }

  @Test
  void batch_answeredAboutAnotherOperation_isNone() {
    Ciphertext made = made();
    server.on(
        "RequestMessage",
        200,
        Answers.message(Answers.success("Encrypt", Answers.bytes("Data", "4848"))));
    refused(ErrorCode.INTERNAL, () -> kms.decryptAll(List.of(made), List.of(CONTEXT)).get(0).get());
  }

  /** A proxy takes less than the server: one mebibyte, as one is set up from the start. */
  @Test
  void batch_thatIsTooLargeForWhatIsInFront_goesInHalves() {
    String item =
        Answers.success(
            "Encrypt",
            Answers.text("UniqueIdentifier", "app"),
            Answers.bytes("Data", "AB12"),
            Answers.bytes("IVCounterNonce", Answers.IV),
            Answers.bytes("AuthenticatedEncryptionTag", Answers.TAG));
    server
        .on("RequestMessage", 413, "")
        .then("RequestMessage", 200, Answers.message(item))
        .then("RequestMessage", 413, "")
        .then("RequestMessage", 413, "")
        .then("RequestMessage", 200, Answers.message(item));
    List<KmsResult<Ciphertext>> made =
        kms.encryptAll("app", Collections.nCopies(3, bytes("HH")), Collections.nCopies(3, CONTEXT));
    assertThat(made).extracting(KmsResult::succeeded).containsExactly(true, false, true);
    refused(ErrorCode.TOO_LARGE, made.get(1)::get);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{\"tag\":\"DecryptResponse\",\"value\":[]}", "<html>SECRET"})
  void answer_thatIsNone_isAnErrorWithoutItsText(String body) {
    server.on("Encrypt", 200, body);
    assertThat(refused(ErrorCode.INTERNAL, () -> kms.encrypt("app", bytes("H"), CONTEXT)))
        .hasMessageNotContaining("SECRET");
  }

  private void assertIvOf4(CosmianKms asking, Ciphertext made) {
    server.on("Decrypt", 200, Answers.decrypted("4848"));
    asking.decrypt(made, CONTEXT);
    assertThat(server.received("Decrypt").get(0).body()).contains("IvCounterNonce");
  }

  @Test
  void version_isAskedAgain_afterAConnectionWasLost() {
    Ciphertext made = made();
    server
        .version("4.22.1")
        .on("Encrypt", ScriptedServer.NO_ANSWER, "")
        .then("Encrypt", 200, Answers.encrypted("app", "AB12"));
    kms.encrypt("app", bytes("HH"), CONTEXT);
    assertIvOf4(kms, made);
  }

  /** The JDK's client does not tell that a server closed an idle connection. */
  @Test
  void version_isAskedAgain_afterTenMinutes() {
    VirtualClock clock = new VirtualClock();
    try (CosmianKms patient = builder().clock(clock).build()) {
      server.on("Encrypt", 200, Answers.encrypted("app", "AB12"));
      Ciphertext made = patient.encrypt("app", bytes("HH"), CONTEXT);
      server.version("4.22.1");
      clock.advance(Duration.ofMinutes(9));
      patient.encrypt("app", bytes("HH"), CONTEXT);
      assertThat(server.received("/version")).hasSize(1);
      clock.advance(Duration.ofMinutes(2));
      assertIvOf4(patient, made);
    }
  }

  @Test
  void decrypt_afterAnUpgradeThatWasNotNoticed_namesTheIvAnew() {
    server.version("4.22.1");
    Ciphertext made = made();
    server
        .version("5.28.0")
        .on("Decrypt", 422, "Invalid_Message: missing-iv")
        .then("Decrypt", 200, Answers.decrypted("4848"));
    assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(bytes("HH"));
    assertThat(server.received("Decrypt").get(1).body()).contains("IVCounterNonce");
    server.on("Decrypt", 422, "Invalid_Message: what");
    refused(ErrorCode.INVALID_ARGUMENT, () -> kms.decrypt(made, CONTEXT));
    assertThat(server.received("Decrypt")).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.28.0 (OpenSSL 3.6.2-non-FIPS)", "4.22.1 (OpenSSL)", "5.28.0"})
  void requireFips_ofAServerThatDoesNotSayIt_sendsNothingToIt(String version) {
    server.version(version);
    for (CosmianKmsBuilder strict : List.of(builder(), builder().serverVersion("5.28.0"))) {
      try (CosmianKms fips = strict.requireFips(true).build()) {
        refused(ErrorCode.CONFIGURATION, () -> fips.encrypt("app", bytes("HH"), CONTEXT));
        refused(
            ErrorCode.CONFIGURATION,
            () ->
                fips.encryptAll("app", List.of(bytes("H"), bytes("I")), List.of(CONTEXT, CONTEXT)));
      }
    }
    assertThat(server.received("Encrypt")).isEmpty();
    assertThat(server.received("RequestMessage")).isEmpty();
  }

  @Test
  void requireFips_ofAServerThatSaysIt_goesOn() {
    server.on("Encrypt", 200, Answers.encrypted("app", "AB12"));
    try (CosmianKms fips = builder().requireFips(true).build()) {
      assertThat(fips.encrypt("app", bytes("HH"), CONTEXT).keyId()).isEqualTo("app");
    }
  }
}
