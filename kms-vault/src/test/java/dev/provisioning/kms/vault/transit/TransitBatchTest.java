package dev.provisioning.kms.vault.transit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.vault.FakeTransit;
import dev.provisioning.kms.vault.ScriptedServer;
import dev.provisioning.kms.vault.ScriptedServer.Reply;
import dev.provisioning.kms.vault.ScriptedServer.Request;
import dev.provisioning.kms.vault.VaultKms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransitBatchTest {
  private static final String KEY = "transit/app";
  private static final EncryptionContext CONTEXT = EncryptionContext.parse("env=prod");
  private static final EncryptionContext NONE = EncryptionContext.empty();

  private static List<byte[]> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> ("text " + i).getBytes(US_ASCII)).toList();
  }

  private static List<EncryptionContext> each(int count, EncryptionContext context) {
    return Collections.nCopies(count, context);
  }

  private static List<Optional<ErrorCode>> codes(List<? extends KmsResult<?>> results) {
    List<Optional<ErrorCode>> codes = new ArrayList<>();
    results.forEach(r -> codes.add(r.error().map(KmsException::code)));
    return codes;
  }

  private static Ciphertext ciphertext(String key, String version, String blob) {
    return Ciphertext.of("vault", key, version, blob.getBytes(US_ASCII));
  }

  @Test
  void all_manyItems_keepTheirOrderInFewRequests() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.binding());
        VaultKms kms = server.client()) {
      List<Ciphertext> made =
          kms.encryptAll(KEY, texts(301), each(301, CONTEXT)).stream().map(KmsResult::get).toList();
      // Three chunks, and the two requests of the proof.
      assertThat(server.requests()).hasSize(5);
      assertThat(kms.decryptAll(made, each(301, CONTEXT)))
          .extracting(r -> new String(r.get(), US_ASCII))
          .isEqualTo(texts(301).stream().map(t -> new String(t, US_ASCII)).toList());
      assertThat(server.requests()).hasSize(8);
    }
  }

  @Test
  void decryptAll_severalKeys_goInRequestsOfTheirOwnAndKeepTheOrder() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.binding());
        VaultKms kms = server.client()) {
      List<Ciphertext> made = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        made.add(kms.encrypt(i % 2 == 0 ? KEY : "transit/b", texts(6).get(i), NONE));
      }
      assertThat(kms.decryptAll(made, each(6, NONE)))
          .extracting(r -> new String(r.get(), US_ASCII))
          .containsExactly("text 0", "text 1", "text 2", "text 3", "text 4", "text 5");
      assertThat(server.requests()).hasSize(8);
    }
  }

  @Test
  void decryptAll_badItems_failAlone() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.binding());
        VaultKms kms = server.client()) {
      Ciphertext good = kms.encrypt(KEY, texts(1).get(0), CONTEXT);
      String blob = new String(good.blob(), US_ASCII);
      List<KmsResult<byte[]>> results =
          kms.decryptAll(
              List.of(
                  ciphertext(KEY, "1", "vault:v1:eHh4"),
                  ciphertext(KEY, "2", blob),
                  ciphertext(KEY, "1", "no blob"),
                  ciphertext("transit/no/../key", "1", blob),
                  ciphertext("other:transit/app", "1", blob),
                  good),
              each(6, CONTEXT));
      assertThat(codes(results))
          .containsExactly(
              Optional.of(ErrorCode.INVALID_CIPHERTEXT),
              Optional.of(ErrorCode.INVALID_CIPHERTEXT),
              Optional.of(ErrorCode.INVALID_CIPHERTEXT),
              Optional.of(ErrorCode.INVALID_ARGUMENT),
              Optional.of(ErrorCode.INVALID_ARGUMENT),
              Optional.empty());
    }
  }

  @Test
  void decryptAll_failedItemWithAPlaintext_isFailed() {
    String data =
        "{\"data\":{\"batch_results\":[{\"plaintext\":\"YQ==\",\"error\":\"invalid ciphertext\"},"
            + "{\"plaintext\":\"Yg==\"},{}]}}";
    try (ScriptedServer server = new ScriptedServer(r -> new Reply(200, data));
        VaultKms kms = server.client()) {
      Ciphertext any = ciphertext(KEY, "1", "vault:v1:eHh4");
      List<KmsResult<byte[]>> results = kms.decryptAll(List.of(any, any, any), each(3, NONE));
      assertThat(codes(results))
          .containsExactly(
              Optional.of(ErrorCode.INVALID_CIPHERTEXT),
              Optional.empty(),
              Optional.of(ErrorCode.INTERNAL));
    }
  }

  @Test
  void encryptAll_itemsErrorInA200_isFailed() {
    String data =
        "{\"data\":{\"batch_results\":[{\"ciphertext\":\"vault:v1:eHh4\",\"error\":"
            + "\"'[0].associated_data' provided for non-AEAD cipher suite rsa-2048\"},"
            + "{\"ciphertext\":\"nonsense\"}]}}";
    try (ScriptedServer server = new ScriptedServer(r -> new Reply(200, data));
        VaultKms kms = server.client()) {
      assertThat(codes(kms.encryptAll(KEY, texts(2), each(2, NONE))))
          .containsExactly(Optional.of(ErrorCode.UNSUPPORTED), Optional.of(ErrorCode.INTERNAL));
    }
  }

  @Test
  void encryptAll_fewerResultsThanItems_failAsAWhole() {
    String data = "{\"data\":{\"batch_results\":[{\"ciphertext\":\"vault:v1:eHh4\"}]}}";
    try (ScriptedServer server = new ScriptedServer(r -> new Reply(200, data));
        VaultKms kms = server.client()) {
      assertThat(codes(kms.encryptAll(KEY, texts(2), each(2, NONE))))
          .containsOnly(Optional.of(ErrorCode.INTERNAL));
    }
  }

  @Test
  void all_moreResultsThanItems_failAsAWhole() {
    String data = "{\"data\":{\"batch_results\":[{},{},{},{},{}]}}";
    try (ScriptedServer server = new ScriptedServer(r -> new Reply(200, data));
        VaultKms kms = server.client()) {
      assertThat(codes(kms.encryptAll(KEY, texts(2), each(2, NONE))))
          .containsOnly(Optional.of(ErrorCode.INTERNAL));
    }
  }

  @Test
  void encryptAll_itemsErrorThatRepeatsThePlaintext_doesNotShowIt() {
    String data =
        "{\"data\":{\"batch_results\":[{\"error\":\"bad value dGV4dCAw\"},"
            + "{\"error\":\"bad value text 1\"}]}}";
    try (ScriptedServer server = new ScriptedServer(r -> new Reply(400, data));
        VaultKms kms = server.client()) {
      assertThat(kms.encryptAll(KEY, texts(2), each(2, NONE)))
          .allSatisfy(
              result ->
                  assertThat(result.error().orElseThrow())
                      .message()
                      .doesNotContain("dGV4", "text 1"));
    }
  }

  @Test
  void decrypt_answerWithAnErrorBesideThePlaintext_isFailed() {
    String data = "{\"data\":{\"plaintext\":\"YQ==\",\"error\":\"invalid ciphertext\"}}";
    try (ScriptedServer server = new ScriptedServer(r -> new Reply(200, data));
        VaultKms kms = server.client()) {
      Ciphertext any = ciphertext(KEY, "1", "vault:v1:eHh4");
      KmsException failure = catchThrowableOfType(KmsException.class, () -> kms.decrypt(any, NONE));
      assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_CIPHERTEXT);
    }
  }

  @Test
  void encryptAll_requestTooLarge_goesInHalves() {
    FakeTransit transit = FakeTransit.binding();
    try (ScriptedServer server =
            new ScriptedServer(
                r ->
                    r.body().split("plaintext", -1).length > 4
                        ? FakeTransit.error(400, "exceeded maximum number of strings")
                        : transit.apply(r));
        VaultKms kms = server.client()) {
      List<Ciphertext> made =
          kms.encryptAll(KEY, texts(7), each(7, NONE)).stream().map(KmsResult::get).toList();
      assertThat(server.requests()).hasSize(5);
      assertThat(kms.decrypt(made.get(6), NONE)).isEqualTo(texts(7).get(6));
    }
  }

  @Test
  void encryptAll_oneItemTooLarge_failsAlone() {
    FakeTransit transit = FakeTransit.binding();
    try (ScriptedServer server =
            new ScriptedServer(
                r ->
                    r.body().contains("dGV4dCAz")
                        ? FakeTransit.error(413, "http: request body too large")
                        : transit.apply(r));
        VaultKms kms = server.client()) {
      List<Optional<ErrorCode>> codes = codes(kms.encryptAll(KEY, texts(5), each(5, NONE)));
      assertThat(codes.get(3)).contains(ErrorCode.TOO_LARGE);
      assertThat(codes).filteredOn(Optional::isPresent).hasSize(1);
    }
  }

  @Test
  void all_onAServerThatIgnores_areUnsupported() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.ignoring());
        VaultKms kms = server.client()) {
      Ciphertext any = kms.encrypt(KEY, texts(1).get(0), NONE);
      assertThat(codes(kms.encryptAll(KEY, texts(2), each(2, CONTEXT))))
          .containsOnly(Optional.of(ErrorCode.UNSUPPORTED));
      assertThat(codes(kms.decryptAll(List.of(any, any), each(2, CONTEXT))))
          .containsOnly(Optional.of(ErrorCode.UNSUPPORTED));
    }
  }

  @Test
  void decryptAll_tamperedItemsAlone_costOneRequest() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.binding());
        VaultKms kms = server.client()) {
      Ciphertext bad = ciphertext(KEY, "1", "vault:v1:eHh4");
      kms.decryptAll(Collections.nCopies(100, bad), each(100, CONTEXT));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void decryptAll_serverThatFails_isAskedOnceForAChunk() {
    try (ScriptedServer server =
            new ScriptedServer(r -> FakeTransit.error(503, "Vault is sealed"));
        VaultKms kms = server.client()) {
      Ciphertext any = ciphertext(KEY, "1", "vault:v1:eHh4");
      assertThat(codes(kms.decryptAll(Collections.nCopies(100, any), each(100, CONTEXT))))
          .containsOnly(Optional.of(ErrorCode.UNAVAILABLE));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void encrypt_missingKey_isNotCreated() {
    Reply refused =
        FakeTransit.error(
            400, "convergent encryption requires derivation to be enabled, so context is required");
    try (ScriptedServer server = new ScriptedServer(r -> refused);
        VaultKms kms = server.client()) {
      KmsException failure =
          kms.encryptAll(KEY, texts(1), each(1, NONE)).get(0).error().orElseThrow();
      assertThat(failure.code()).isEqualTo(ErrorCode.KEY_NOT_FOUND);
      assertThat(failure)
          .hasMessage("there is no key transit/app; createKey, or kms create-key, makes one");
      assertThat(server.requests())
          .extracting(Request::body)
          .allMatch(b -> b.startsWith("{\"convergent_encryption\":true,"));
    }
  }
}
