package dev.provisioning.kms.cosmian.suite;

import static dev.provisioning.kms.cosmian.suite.Opened.CONTEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testbench.cosmian.CosmianEra;
import dev.provisioning.kms.testbench.cosmian.CosmianStandIn;
import dev.provisioning.kms.testbench.cosmian.Fault;
import dev.provisioning.kms.testing.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server, or what is between it and us, that does not do what it should. */
@Tag("stand-in")
class FaultsTest {
  private static final byte[] SECRET = "a secret".getBytes(UTF_8);

  private CosmianStandIn host;
  private Kms kms;

  @BeforeEach
  void start() throws IOException {
    host = CosmianStandIn.start(CosmianEra.V5_28);
    host.admin().createKey("app");
    kms =
        Opened.by(Opened.settings(host, "app", "request_timeout", "2s"))
            .clock(new VirtualClock())
            .connect();
  }

  @AfterEach
  void stop() {
    kms.close();
    host.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void serverError_isRepeated(int status) {
    host.fail("Encrypt", Fault.answer(status, "Internal server error"));
    assertThat(kms.decrypt(kms.encrypt(SECRET, CONTEXT), CONTEXT)).isEqualTo(SECRET);
    assertThat(host.requests("Encrypt")).hasSize(2);
  }

  @Test
  void brokenConnection_isRepeated_forWhatCanBeRepeated() {
    host.fail("Encrypt", Fault.resetBefore(), Fault.truncated());
    Ciphertext made = kms.encrypt(SECRET, CONTEXT);
    host.fail("Decrypt", Fault.resetAfter());
    assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(SECRET);
  }

  @ParameterizedTest
  @MethodSource("lostAnswers")
  void rotateKey_withALostAnswer_isNotRepeated(Fault fault) {
    host.fail("ReKey", fault);
    Ciphertext old = kms.encrypt(SECRET, CONTEXT);
    Refused.any(kms::rotateKey);
    assertThat(host.requests("ReKey")).hasSize(1);
    assertThat(kms.decrypt(old, CONTEXT)).isEqualTo(SECRET);
  }

  static Stream<Fault> lostAnswers() {
    return Stream.of(
        Fault.resetAfter(),
        Fault.truncated(),
        Fault.answer(503, "Internal server error"),
        Fault.silent());
  }

  @Test
  void silence_isATimeout() {
    host.fail("Encrypt", Fault.silent(), Fault.silentInTheBody());
    try (Kms hasty = Opened.on(host, "app", "request_timeout", "300ms", "retry_attempts", "1")) {
      Refused.with(ErrorCode.TIMEOUT, () -> hasty.encrypt(SECRET, CONTEXT));
      Refused.with(ErrorCode.TIMEOUT, () -> hasty.encrypt(SECRET, CONTEXT));
      assertThat(hasty.encrypt(SECRET, CONTEXT).keyId()).startsWith("app");
    }
  }

  /** The time that is left counts for looking for the key's successor too. */
  @Test
  @Timeout(60)
  void health_withARotatedKeyWhoseSuccessorIsNotSaid_endsInTime() {
    host.fail("Encrypt", Fault.answer(422, "Permission_Denied: key app is in state Deactivated"));
    host.fail("GetAttributes", Fault.silent());
    try (Kms patient = Opened.on(host, "app", "request_timeout", "10m")) {
      Health health = patient.health(Duration.ofSeconds(2));
      assertThat(health.status()).isEqualTo(Health.Status.DOWN);
    }
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void status_isACode(int status, String body, ErrorCode code, boolean retryable) {
    try (Kms once = Opened.on(host, "app", "retry_attempts", "1")) {
      host.fail("Encrypt", Fault.answer(status, body));
      KmsException refusal = Refused.with(code, () -> once.encrypt(SECRET, CONTEXT));
      assertThat(refusal.isRetryable()).isEqualTo(retryable);
    }
  }

  static Stream<Arguments> statuses() {
    return Stream.of(
        Arguments.of(401, "No authentication provided.", ErrorCode.UNAUTHENTICATED, false),
        Arguments.of(401, "", ErrorCode.UNAUTHENTICATED, false),
        Arguments.of(
            401,
            "Access denied: Encrypt: the user bob does not have permission to encrypt",
            ErrorCode.ACCESS_DENIED,
            false),
        Arguments.of(422, "Item not found: app", ErrorCode.KEY_NOT_FOUND, false),
        Arguments.of(422, "Item_Not_Found: app", ErrorCode.KEY_NOT_FOUND, false),
        Arguments.of(422, "Object_Not_Found: app", ErrorCode.KEY_NOT_FOUND, false),
        Arguments.of(
            422,
            "Permission_Denied: Encrypt: key app is in state Deactivated but operation requires"
                + " one of [Active]",
            ErrorCode.KEY_DISABLED,
            false),
        Arguments.of(404, "Route not supported: Operation: Encrypt", ErrorCode.UNSUPPORTED, false),
        Arguments.of(413, "payload reached size limit", ErrorCode.TOO_LARGE, false),
        Arguments.of(429, "", ErrorCode.THROTTLED, true),
        Arguments.of(500, "Internal server error", ErrorCode.UNAVAILABLE, true),
        Arguments.of(503, "", ErrorCode.UNAVAILABLE, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "<html>a proxy's page</html>",
        "{\"tag\":\"EncryptResponse\",\"value\":[]}",
        "{\"tag\":\"DecryptResponse\",\"value\":[]}",
        "{\"tag\":\"EncryptResponse\",\"value\":7}"
      })
  void answer_thatIsNoAnswer_isNoCiphertext(String body) {
    host.fail("Encrypt", Fault.rewritten(ignored -> body));
    try (Kms once = Opened.on(host, "app", "retry_attempts", "1")) {
      Refused.any(() -> once.encrypt(SECRET, CONTEXT));
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void answer_withAChangedPart_isNoCiphertext(UnaryOperator<String> change) {
    host.fail("Encrypt", Fault.rewritten(change));
    try (Kms once = Opened.on(host, "app", "retry_attempts", "1")) {
      Refused.any(() -> once.encrypt(SECRET, CONTEXT));
    }
  }

  static Stream<UnaryOperator<String>> changes() {
    return Stream.of(
        bytes("IVCounterNonce", 8),
        bytes("IVCounterNonce", 16),
        bytes("AuthenticatedEncryptionTag", 12),
        bytes("Data", 7),
        bytes("Data", 9),
        body -> body.replace("IVCounterNonce", "Elsewhere"),
        body -> body.replace("AuthenticatedEncryptionTag", "Elsewhere"),
        body -> body.replace("\"Data\"", "\"Elsewhere\""),
        body -> body.replace("UniqueIdentifier", "Elsewhere"),
        body -> body.replaceFirst("\"value\":\"app\"", "\"value\":\"another\""));
  }

  /** Another number of bytes than the field has. */
  private static UnaryOperator<String> bytes(String field, int length) {
    String value = "AB".repeat(length);
    return body ->
        body.replaceFirst(
            "(\"" + field + "\",\"type\":\"ByteString\",\"value\":\")[^\"]*", "$1" + value);
  }

  /** The server would take it for a list when it comes back. */
  @Test
  void ciphertext_thatBeginsLikeAList_isMadeAnew() {
    host.fail("Encrypt", Fault.rewritten(body -> begun(body)), Fault.rewritten(b -> begun(b)));
    Ciphertext made = kms.encrypt(SECRET, CONTEXT);
    assertThat(host.requests("Encrypt")).hasSize(3);
    assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(SECRET);
  }

  private static String begun(String body) {
    return body.replaceFirst(
        "(\"Data\",\"type\":\"ByteString\",\"value\":\")[0-9A-F]{4}", "$18787");
  }

  /** What an empty list "decrypts" to, under any context. */
  @ParameterizedTest
  @ValueSource(strings = {"878700", "8787000000000000", "41"})
  void plaintext_ofAListOrOfAnotherLength_isInvalid(String hex) {
    Ciphertext made = kms.encrypt(SECRET, CONTEXT);
    host.fail(
        "Decrypt",
        Fault.rewritten(
            body ->
                body.replaceFirst(
                    "(\"Data\",\"type\":\"ByteString\",\"value\":\")[^\"]*", "$1" + hex)));
    Refused.with(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(made, CONTEXT));
  }

  /** A forged blob: whatever part holds the encrypted bytes, none of it reaches the server. */
  @Test
  void blob_whoseCiphertextBeginsLikeAList_isNotSent() {
    Ciphertext made = kms.encrypt(new byte[] {1, 2, 3}, CONTEXT);
    byte[] blob = made.blob();
    byte[] list = {(byte) 0x87, (byte) 0x87, 0};
    System.arraycopy(list, 0, blob, blob.length - list.length, list.length);
    Ciphertext forged = Ciphertext.of("cosmian", made.keyId(), made.keyVersion(), blob);
    Refused.with(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(forged, CONTEXT));
    assertThat(host.requests("Decrypt")).isEmpty();
    Refused.with(
        ErrorCode.INVALID_CIPHERTEXT,
        () -> kms.decryptAll(List.of(forged), List.of(CONTEXT)).get(0).get());
    assertThat(host.requests("RequestMessage")).isEmpty();
  }

  @Test
  void requests_carryNoSecretInTheirHeadersOrPath() {
    kms.encrypt(SECRET, CONTEXT);
    host.requests()
        .forEach(
            r -> assertThat(r.path() + r.headers()).doesNotContain("prod").doesNotContain("api,"));
  }
}
