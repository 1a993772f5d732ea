package dev.provisioning.kms.vault.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.vault.ScriptedServer;
import dev.provisioning.kms.vault.ScriptedServer.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultWireTest {
  private static final byte[] BODY = "{}".getBytes(US_ASCII);
  private static final VaultRequest COMPUTE = VaultRequest.compute("transit/encrypt/app", BODY);
  private static final VaultRequest CHANGE = VaultRequest.change("transit/keys/app/rotate", BODY);

  private static Optional<String> send(VaultRequest request, String namespace, URI... addresses) {
    try (HttpTransport transport =
        HttpTransport.open(HttpSettings.builder(List.of(addresses)).build())) {
      return new VaultWire(transport, Optional.of(namespace).filter(n -> !n.isEmpty()))
          .send(
              request,
              "hvs.TOKEN".toCharArray(),
              json -> {
                StringBuilder value = new StringBuilder();
                VaultJson.object(
                    json,
                    (name, v) -> {
                      if (name.equals("value")) {
                        value.append(VaultJson.text(v));
                      }
                    });
                return value.toString();
              });
    }
  }

  private static KmsException failure(VaultRequest request, Reply reply) {
    try (ScriptedServer server = new ScriptedServer(r -> reply)) {
      return catchThrowableOfType(KmsException.class, () -> send(request, "", server.address()));
    }
  }

  @Test
  void send_headers_areTokenRequestAndNamespace() {
    try (ScriptedServer server =
        new ScriptedServer(r -> new Reply(200, "{\"data\":{\"value\":\"x\"}}"))) {
      assertThat(send(COMPUTE, "team/a", server.address())).contains("x");
      ScriptedServer.Request request = server.requests().get(0);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/v1/transit/encrypt/app");
      assertThat(request.headers())
          .containsEntry("x-vault-token", "hvs.TOKEN")
          .containsEntry("x-vault-request", "true")
          .containsEntry("x-vault-namespace", "team/a")
          .containsEntry("content-type", "application/json");
    }
  }

  @Test
  void send_rootNamespace_sendsNoHeaderOfIt() {
    try (ScriptedServer server = new ScriptedServer(r -> new Reply(204, ""))) {
      assertThat(send(VaultRequest.get("transit/keys/app"), "", server.address())).isEmpty();
      assertThat(server.requests().get(0).headers()).doesNotContainKey("x-vault-namespace");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | cipher: message authentication failed | INVALID_CIPHERTEXT | false",
        "401 | who are you | UNAUTHENTICATED | false",
        "403 | 1 error occurred: permission denied | ACCESS_DENIED | false",
        "403 | permission denied; invalid token | UNAUTHENTICATED | false",
        "403 | bad token | UNAUTHENTICATED | false",
        "404 | no handler for route transit/x. route entry not found. | CONFIGURATION | false",
        "404 | namespace not found | CONFIGURATION | false",
        "404 | something else | CONFIGURATION | false",
        "405 | unsupported operation | UNSUPPORTED | false",
        "412 | required index state not present | UNAVAILABLE | true",
        "413 | http: request body too large | TOO_LARGE | false",
        "429 | rate limit quota exceeded | THROTTLED | true",
        "472 | DR secondary | UNAVAILABLE | true",
        "473 | standby | UNAVAILABLE | true",
        "500 | local node not active but active cluster node not found | UNAVAILABLE | true",
        "500 | JSON string value exceeds allowed length | TOO_LARGE | false",
        "500 | JSON object exceeds allowed entry count | TOO_LARGE | false",
        "500 | failed to RSA decrypt the ciphertext: x | INVALID_CIPHERTEXT | false",
        "500 | failed to parse batch input: x | INTERNAL | false",
        "500 | unable to get associated_data/additional_data from factory[0]: x | INTERNAL | false",
        "501 | not initialised | UNAVAILABLE | false",
        "502 | x | UNAVAILABLE | true",
        "503 | Vault is sealed | UNAVAILABLE | false",
        "503 | namespace is sealed | UNAVAILABLE | false",
        "503 | no active Vault instance found | UNAVAILABLE | true",
        "504 | x | UNAVAILABLE | true",
        "418 | teapot | INTERNAL | false",
        "507 | x | UNAVAILABLE | true",
        "530 | x | UNAVAILABLE | true",
        "200 | said although it is a success | INTERNAL | false",
      })
  void send_failure_hasCodeAndTellsWhetherToRetry(
      int status, String text, ErrorCode code, boolean retryable) {
    KmsException failure = failure(COMPUTE, new Reply(status, "{\"errors\":[\"" + text + "\"]}"));
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.isRetryable()).isEqualTo(retryable);
    assertThat(failure).message().doesNotContain("hvs.TOKEN");
  }

  @Test
  void send_404WithoutText_isAMissingKey() {
    assertThat(failure(COMPUTE, new Reply(404, "{\"errors\":[]}")).code())
        .isEqualTo(ErrorCode.KEY_NOT_FOUND);
  }

  @Test
  void send_retryAfter_isPassedOn() {
    assertThat(failure(COMPUTE, new Reply(429, "Retry-After: 7\r\n", "")).retryAfter())
        .contains(Duration.ofSeconds(7));
  }

  @Test
  void send_requestId_isPassedOn() {
    String body = "{\"request_id\":\"abc\",\"errors\":[\"x\"]}";
    assertThat(failure(COMPUTE, new Reply(400, body)).requestId()).contains("abc");
  }

  @Test
  void send_failureWithDataOfAnotherShape_keepsItsText() {
    String body = "{\"data\":\"strange\",\"errors\":[\"permission denied; invalid token\"]}";
    assertThat(failure(COMPUTE, new Reply(403, body)).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @Test
  void send_proxysPage_goesByItsStatus() {
    assertThat(failure(COMPUTE, new Reply(502, "<html>SECRET</html>")))
        .message()
        .doesNotContain("SECRET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>SECRET</html>",
        "{\"data\":{\"value\":17}}",
        "{\"data\":{\"value\":\"SECRET\"}"
      })
  void send_successThatIsNotItsJson_isInternalAndNotShown(String body) {
    KmsException failure = failure(COMPUTE, new Reply(200, body));
    assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(failure).hasNoCause().message().doesNotContain("SECRET");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400})
  void send_warningOfAnIgnoredParameter_isAnError(int status) {
    String body =
        "{\"data\":{\"value\":\"x\"},\"warnings\":[\"other\",\"Endpoint ignored these unrecognized"
            + " parameters: [associated_data]\"]}";
    KmsException failure = failure(COMPUTE, new Reply(status, body));
    assertThat(failure.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(failure).hasMessageContaining("[associated_data]");
  }

  @Test
  void send_otherWarning_isNoError() {
    try (ScriptedServer server =
        new ScriptedServer(
            r -> new Reply(200, "{\"data\":{\"value\":\"x\"},\"warnings\":[\"be careful\"]}"))) {
      assertThat(send(COMPUTE, "", server.address())).contains("x");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 500})
  void send_failureWithDataAndWithoutErrors_isABatchsAnswerAndNobodyElses(int status) {
    Reply reply = new Reply(status, "{\"data\":{\"value\":\"x\"}}");
    VaultRequest batch = VaultRequest.batch("transit/encrypt/app", BODY);
    try (ScriptedServer server = new ScriptedServer(r -> reply)) {
      assertThat(send(batch, "", server.address())).contains("x");
    }
    assertThat(failure(COMPUTE, reply)).isNotNull();
    assertThat(failure(CHANGE, reply)).isNotNull();
  }

  @Test
  void send_404OfAnythingButVault_isAWrongAddress() {
    for (String body : List.of("", "<html>SECRET</html>", "{\"message\":\"SECRET\"}")) {
      KmsException failure = failure(COMPUTE, new Reply(404, body));
      assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(failure).message().contains("server_url").doesNotContain("SECRET");
    }
  }

  @Test
  void send_400WithDataAndErrors_isAFailure() {
    String body = "{\"data\":{\"value\":\"x\"},\"errors\":[\"invalid ciphertext\"]}";
    assertThat(failure(COMPUTE, new Reply(400, body)).code())
        .isEqualTo(ErrorCode.INVALID_CIPHERTEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "500,local node not active but active cluster node not found,2",
    "500,internal error,1",
    "501,,2",
    "502,,1",
    "503,Vault is sealed,2",
    "503,namespace is sealed,2",
    "503,node is not active,2",
    "503,no active Vault instance found,2",
    "503,upstream ended,1",
    "503,,1",
    "504,,1",
    "472,,2",
    "473,,2"
  })
  void send_change_goesElsewhereOnlyWhereTheNodeDidNothing(int status, String text, int asked) {
    String body = text == null ? "" : "{\"errors\":[\"" + text + "\"]}";
    assertThat(asked(CHANGE, new Reply(status, body))).isEqualTo(asked);
  }

  @Test
  void send_changeAndAProxysPageThatSpeaksOfASeal_doesNotGoElsewhere() {
    assertThat(asked(CHANGE, new Reply(503, "<html>the upstream is sealed</html>"))).isEqualTo(1);
  }

  @Test
  void send_computationInAnElection_goesElsewhere() {
    String body = "{\"errors\":[\"local node not active but active cluster node not found\"]}";
    assertThat(asked(COMPUTE, new Reply(500, body))).isEqualTo(2);
    assertThat(asked(COMPUTE, new Reply(500, "{\"errors\":[\"internal error\"]}"))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {472, 473, 501, 502, 503, 504})
  void send_computation_goesElsewhere(int status) {
    assertThat(asked(COMPUTE, new Reply(status, ""))).isEqualTo(2);
  }

  private static int asked(VaultRequest request, Reply reply) {
    try (ScriptedServer first = new ScriptedServer(r -> reply);
        ScriptedServer second = new ScriptedServer(r -> reply)) {
      assertThat(
              catchThrowableOfType(
                  KmsException.class, () -> send(request, "", first.address(), second.address())))
          .isNotNull();
      return first.requests().size() + second.requests().size();
    }
  }

  @Test
  void isUnreadableAssociatedData_keyOfThatName_isNoProof() {
    VaultRequest request = VaultRequest.compute("transit/encrypt/associated_data", BODY);
    Reply reply = new Reply(500, "{\"errors\":[\"failed to parse batch input: x\"]}");
    assertThat(VaultErrors.isUnreadableAssociatedData(failure(request, reply))).isFalse();
  }
}
