package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts: strict UTF-8 inside, one canonical base64url outside. */
interface TextContract extends Contract {
  @ParameterizedTest
  @ValueSource(strings = {"", "api key", "\u00fc\u6771", "\ud83d\udd11", "\u0000\n", "\ufeffbom"})
  default void text_inAnyScript_comesBack(String text) {
    String stored = kms().encryptText(text, CONTEXT);
    assertThat(stored).matches("kms1\\.[A-Za-z0-9_-]+");
    assertThat(kms().decryptText(stored, CONTEXT)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "\udd11", "a\ud83db"})
  default void encryptText_withAnUnpairedSurrogate_isRefusedWithoutACall(String text) {
    Expect.refusal(ErrorCode.INVALID_ARGUMENT, () -> kms().encryptText(text, CONTEXT));
    assertThat(fixture().backend().calls()).isZero();
  }

  @Test
  default void encryptText_aboveTheLimitInBytes_isRefused() {
    String text = "\u00fc".repeat(KmsClient.MAX_PLAINTEXT / 2) + "x";
    KmsException refusal =
        Expect.refusal(ErrorCode.TOO_LARGE, () -> kms().encryptText(text, CONTEXT));
    assertThat(refusal).hasMessageContaining("4097 bytes");
  }

  @Test
  default void decryptText_ofBytesThatAreNoText_isRefused() {
    byte[] latin1 = {'f', (byte) 0xFC, 'r'};
    String stored = kms().encrypt(latin1, CONTEXT).toString();
    KmsException refusal =
        Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decryptText(stored, CONTEXT));
    assertThat(refusal.operation()).isPresent();
    assertThat(refusal.backend()).isPresent();
  }

  @Test
  default void textForm_hasOneSpelling() {
    String text = kms().encryptText("x", CONTEXT);
    assertThat(Ciphertext.parse(text)).hasToString(text);
    List<String> others =
        List.of(
            "",
            " " + text,
            text + " ",
            text + "\n",
            text + "=",
            text + ".",
            text.toUpperCase(Locale.ROOT),
            text.substring("kms1.".length()),
            "kms2." + text.substring("kms1.".length()));
    for (String other : others) {
      Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decryptText(other, CONTEXT));
    }
  }
}
