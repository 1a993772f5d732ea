package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.EnvelopeKeys;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise 1: a context is never dropped. */
interface ContextContract extends Contract {
  private Ciphertext made(EncryptionContext context) {
    return kms().encrypt(Samples.secret(), context);
  }

  private KmsException refused(Ciphertext made, EncryptionContext given) {
    return Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decrypt(made, given));
  }

  @Test
  default void context_inAnotherOrder_isTheSame() {
    Map<String, String> reordered = new LinkedHashMap<>();
    reordered.put("service", Samples.VALUE);
    reordered.put("env", "prod");
    byte[] plaintext = kms().decrypt(made(CONTEXT), EncryptionContext.of(reordered));
    assertThat(plaintext).isEqualTo(Samples.secret());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"env=prod,service=api\", \"env=prod\"",
        "\"env=prod\", \"env=prod,service=api\"",
        "\"env=prod\", \"\"",
        "\"\", \"env=prod\"",
        "\"env=prod\", \"env=dev\"",
        "\"env=prod\", \"Env=prod\"",
        "\"env=prod\", \"env=prod \"",
        "\"env=\", \"env=0\"",
        "\"env=prod\", \"prod=env\"",
        "\"a=bc\", \"ab=c\"",
        "\"a=b,c=d\", \"a=b=c\"",
      })
  default void context_different_isRefused(String bound, String given) {
    refused(made(EncryptionContext.parse(bound)), EncryptionContext.parse(given));
  }

  /** What decrypts in a hurry must not be less careful. */
  @Test
  default void decrypt_withinATime_isTheSame() {
    Ciphertext made = made(CONTEXT);
    EnvelopeKeys keys = kms().envelopeKeys();
    Duration time = Duration.ofMinutes(1);
    assertThat(keys.decrypt(made, CONTEXT, time)).isEqualTo(Samples.secret());
    Expect.refusal(
        ErrorCode.INVALID_CIPHERTEXT, () -> keys.decrypt(made, EncryptionContext.empty(), time));
  }

  /** One letter in two spellings of Unicode: nothing is normalised. */
  @Test
  default void context_inAnotherNormalForm_isAnother() {
    refused(made(EncryptionContext.of("name", "\u00e9")), EncryptionContext.of("name", "e\u0301"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u00e9t\u00e9", "\u6771\u4eac", "\ud83d\udd11", "\ufffd", "a=b,c", "\"\\/"})
  default void context_inAnyScript_isBound(String text) {
    EncryptionContext context = EncryptionContext.of(text, text);
    Ciphertext made = made(context);
    assertThat(kms().decrypt(made, context)).isEqualTo(Samples.secret());
    refused(made, EncryptionContext.of(text, text + "x"));
  }

  @Test
  default void context_emptyValue_isBoundToo() {
    EncryptionContext context = EncryptionContext.of("flag", "");
    Ciphertext made = made(context);
    assertThat(kms().decrypt(made, context)).isEqualTo(Samples.secret());
    refused(made, EncryptionContext.empty());
  }

  @Test
  default void context_empty_isOneToo() {
    Ciphertext made = made(EncryptionContext.empty());
    EncryptionContext none = EncryptionContext.of(Map.of());
    assertThat(kms().decrypt(made, none)).isEqualTo(Samples.secret());
  }

  @Test
  default void context_ofTheLargestSize_isBoundToItsLastCharacter() {
    String large = "v".repeat(EncryptionContext.MAX_BYTES - 13);
    EncryptionContext context = EncryptionContext.of("k", large);
    assertThat(context.canonicalBytes()).hasSize(EncryptionContext.MAX_BYTES);
    Ciphertext made = made(context);
    assertThat(kms().decrypt(made, context)).isEqualTo(Samples.secret());
    refused(made, EncryptionContext.of("k", large.substring(1) + "w"));
  }

  @Test
  default void context_wrong_isExplainedByItsKeys() {
    KmsException refusal = refused(made(CONTEXT), EncryptionContext.of("env", "prod"));
    assertThat(refusal)
        .hasMessageContaining("bound: [env, service]")
        .hasMessageContaining("given: [env]")
        .hasMessageNotContaining("prod");
  }

  /** The names in the header are for people; the context itself is what counts. */
  @Test
  default void context_hintRemoved_changesNothing() {
    Ciphertext made = made(CONTEXT);
    Ciphertext bare = Ciphertext.of(made.backend(), made.keyId(), made.keyVersion(), made.blob());
    assertThat(kms().decrypt(bare, CONTEXT)).isEqualTo(Samples.secret());
    refused(bare, Samples.WRONG);
  }
}
