package dev.provisioning.kms.cosmian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every answer that is no success, as it arrives at a caller. */
class ErrorTableTest extends Scripted {
  /** No successor, to which a disabled key would give way. */
  @BeforeEach
  void noSuccessor() {
    server.on("GetAttributes", 200, Answers.attributes("app", "Deactivated"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | No authentication provided.                                        | UNAUTHENTICATED | false",
        "401 | ''                                                                 | UNAUTHENTICATED | false",
        "401 | Access denied: Encrypt: the user u does not have permission to use | ACCESS_DENIED   | false",
        "401 | Access denied: Encrypt: the user u does not have the permission    | ACCESS_DENIED   | false",
        "403 | a proxy says no                                                    | ACCESS_DENIED   | false",
        "404 | Route not supported: Operation: Encrypt                            | UNSUPPORTED     | false",
        "404 | Not Supported route: Encrypt                                       | UNSUPPORTED     | false",
        "404 | ''                                                                 | CONFIGURATION   | false",
        "408 | ''                                                                 | TIMEOUT         | true",
        "413 | payload reached size limit                                         | TOO_LARGE       | false",
        "418 | ''                                                                 | INTERNAL        | false",
        "429 | ''                                                                 | THROTTLED       | true",
        "422 | Item not found: Encrypt: key id: app, not found                    | KEY_NOT_FOUND   | false",
        "422 | Item_Not_Found: Encrypt: no valid key for id: app                  | KEY_NOT_FOUND   | false",
        "422 | Object_Not_Found: object not found for identifier app              | KEY_NOT_FOUND   | false",
        "422 | Invalid Request: Encrypt: failed to retrieve key: app              | KEY_NOT_FOUND   | false",
        "422 | Permission_Denied: Encrypt: key app is in state PreActive but      | KEY_DISABLED    | false",
        "422 | Permission_Denied: Encrypt: not yours                              | ACCESS_DENIED   | false",
        "422 | Cryptographic_Failure: CRYPTO: error: no such cipher               | INTERNAL        | false",
        "422 | Not Supported: Encrypt with this                                   | UNSUPPORTED     | false",
        "422 | Unsupported algorithm: this                                        | UNSUPPORTED     | false",
        "422 | Invalid Request: EOF while parsing an object                       | INVALID_ARGUMENT| false",
        "422 | Codec_Error: missing field                                         | INVALID_ARGUMENT| false",
        "422 | Inconsistent operation: what                                       | INVALID_ARGUMENT| false",
        "422 | ''                                                                 | INVALID_ARGUMENT| false",
        "500 | Internal server error                                              | UNAVAILABLE     | true",
        "500 | Cryptographic error: OpenSSL Error                                 | UNAVAILABLE     | true",
        "502 | ''                                                                 | UNAVAILABLE     | true",
        "503 | ''                                                                 | UNAVAILABLE     | true",
        "504 | ''                                                                 | UNAVAILABLE     | true",
      })
  void encrypt_answeredBy_isTheCode(int status, String body, ErrorCode code, boolean retryable) {
    server.on("Encrypt", status, body);
    KmsException refusal = refused(code, () -> kms.encrypt("app", bytes("HH"), CONTEXT));
    assertThat(refusal.isRetryable()).isEqualTo(retryable);
    assertThat(server.received("Encrypt")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "422 | Cryptographic_Failure: CRYPTO: error: Error: OpenSSL error.        | INVALID_CIPHERTEXT",
        // Up to 5.12, and never repeated.
        "500 | Cryptographic error: OpenSSL Error: Error: OpenSSL error.          | INVALID_CIPHERTEXT",
        "401 | Access denied: Decrypt: the user u does not have the permission    | ACCESS_DENIED",
        "422 | Item not found: Decrypt: failed to retrieve the key: app           | KEY_NOT_FOUND",
        "422 | Item_Not_Found: Decrypt: no key in the keyset could process it     | KEY_DISABLED",
        "422 | Permission_Denied: Decrypt: key app is in state Destroyed but      | KEY_DISABLED",
      })
  void decrypt_answeredBy_isTheCode(int status, String body, ErrorCode code) {
    Ciphertext made = made();
    server.on("Decrypt", status, body);
    assertThat(refused(code, () -> kms.decrypt(made, CONTEXT)).isRetryable()).isFalse();
    assertThat(server.received("Decrypt")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Item_Not_Found          | Encrypt: key id: app, not found              | KEY_NOT_FOUND    | false",
        "Permission_Denied       | Encrypt: key app is in state Deactivated but | KEY_DISABLED     | false",
        "Permission_Denied       | Encrypt: the user u does not have permission | ACCESS_DENIED    | false",
        "Operation_Not_Supported | Access denied: Encrypt: the user u           | ACCESS_DENIED    | false",
        "Operation_Not_Supported | Item not found: Encrypt: app                 | KEY_NOT_FOUND    | false",
        "Operation_Not_Supported | Database Error: locked                       | UNAVAILABLE      | true",
        "Operation_Not_Supported | Unexpected server error: what                | UNAVAILABLE      | true",
        "Operation_Not_Supported | Not Supported: this                          | UNSUPPORTED      | false",
        "Invalid_Field           | what                                         | INVALID_ARGUMENT | false",
      })
  void item_answeredBy_isTheCodeOfThatItemAlone(
      String reason, String message, ErrorCode code, boolean retryable) {
    server.on(
        "RequestMessage",
        200,
        Answers.message(
            Answers.failure("Encrypt", reason, message),
            Answers.success(
                "Encrypt",
                Answers.text("UniqueIdentifier", "app"),
                Answers.bytes("Data", "AB12"),
                Answers.bytes("IVCounterNonce", Answers.IV),
                Answers.bytes("AuthenticatedEncryptionTag", Answers.TAG))));
    List<KmsResult<Ciphertext>> results =
        kms.encryptAll("app", List.of(bytes("HH"), bytes("II")), List.of(CONTEXT, CONTEXT));
    assertThat(results.get(1).succeeded()).isTrue();
    assertThat(refused(code, results.get(0)::get).isRetryable()).isEqualTo(retryable);
  }

  @Test
  void decryptAll_ofATamperedItem_isInvalidAlone() {
    Ciphertext made = made();
    server.on(
        "RequestMessage",
        200,
        Answers.message(
            Answers.failure("Decrypt", "Operation_Not_Supported", "Cryptographic error: bad"),
            Answers.failure("Decrypt", "Cryptographic_Failure", "CRYPTO: error"),
            Answers.success("Decrypt", Answers.bytes("Data", "4848"))));
    List<KmsResult<byte[]>> results =
        kms.decryptAll(List.of(made, made, made), List.of(CONTEXT, CONTEXT, CONTEXT));
    refused(ErrorCode.INVALID_CIPHERTEXT, results.get(0)::get);
    refused(ErrorCode.INVALID_CIPHERTEXT, results.get(1)::get);
    assertThat(results.get(2).get()).isEqualTo(bytes("HH"));
  }

  @Test
  void message_ofAnError_isOneShortLineWithoutBytes() {
    String quoted =
        "invalid value: string \"" + "48656C6C6F".repeat(4) + "\"\nat line 1 " + "x".repeat(900);
    server.on("Encrypt", 422, "Codec_Error: " + quoted);
    KmsException refusal =
        refused(ErrorCode.INVALID_ARGUMENT, () -> kms.encrypt("app", bytes("HH"), CONTEXT));
    assertThat(refusal.getMessage()).doesNotContain("48656C6C6F", "\n").hasSizeLessThan(400);
  }
}
