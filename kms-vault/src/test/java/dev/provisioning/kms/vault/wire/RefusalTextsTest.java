package dev.provisioning.kms.vault.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTextsTest {
  private static KmsException of(String text) {
    return RefusalTexts.of(Said.of(text, Sent.of(new byte[0]))).build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "cipher: message authentication failed | INVALID_CIPHERTEXT | false",
        "chacha20poly1305: message authentication failed | INVALID_CIPHERTEXT | false",
        "invalid ciphertext: no prefix | INVALID_CIPHERTEXT | false",
        "invalid ciphertext: wrong number of fields | INVALID_CIPHERTEXT | false",
        "invalid ciphertext length | INVALID_CIPHERTEXT | false",
        "invalid ciphertext: version is too new | INVALID_CIPHERTEXT | true",
        "ciphertext or signature version is disallowed by policy (too old) | KEY_DISABLED | false",
        "encryption key not found | KEY_NOT_FOUND | false",
        "key not found | KEY_NOT_FOUND | false",
        "no existing key named nope could be found | KEY_NOT_FOUND | false",
        "convergent encryption requires derivation to be enabled, so context is required"
            + " | KEY_NOT_FOUND | false",
        "key is soft-deleted | KEY_DISABLED | false",
        "missing 'context' for key derivation; the key was created using a derived key"
            + " | UNSUPPORTED | false",
        "'[0].associated_data' provided for non-AEAD cipher suite rsa-2048 | UNSUPPORTED | false",
        "message decryption not supported for key type ed25519 | UNSUPPORTED | false",
        "exceeded maximum number of strings | TOO_LARGE | false",
        "JSON string value exceeds allowed length | TOO_LARGE | false",
        "JSON array exceeds allowed element count | TOO_LARGE | false",
        "missing client token | UNAUTHENTICATED | false",
        "some other thing | INVALID_ARGUMENT | false",
      })
  void of_text_hasCodeAndTellsWhetherToRetry(String text, ErrorCode code, boolean retryable) {
    KmsException failure = of(text);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.isRetryable()).isEqualTo(retryable);
  }

  @Test
  void of_unknownText_showsOneShortLine() {
    assertThat(of("a\n\tb\u202ec\u2028d" + "x".repeat(1000)))
        .message()
        .startsWith("the server refuses the request: a b c d")
        .hasSizeLessThan(400);
  }

  @Test
  void of_nothing_saysThatThereIsNoReason() {
    assertThat(of("")).hasMessageContaining("does not say why");
  }
}
