package dev.provisioning.kms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The byte and text form: one malformed input for each field. */
class CiphertextTest {
  private final CiphertextBytes bytes = new CiphertextBytes();

  private void assertRefused(String because) {
    assertThatThrownBy(() -> Ciphertext.parse(bytes.write()))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining(because);
  }

  @Test
  void parse_validBytes_givesEveryField() {
    Ciphertext c = Ciphertext.parse(bytes.write());
    assertThat(c.backend()).isEqualTo("vault");
    assertThat(c.keyId()).isEqualTo("transit/app");
    assertThat(c.keyVersion()).isEqualTo("3");
    assertThat(c.contextKeys()).contains(List.of("env", "service"));
    assertThat(c.isDataKey()).isFalse();
    assertThat(c.blob()).asString().isEqualTo("blob");
    assertThat(c.toBytes()).isEqualTo(bytes.write());
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms\u0001", "KMS\u0002", "KMS\u0000", "age-"})
  void magic_other_isRefused(String magic) {
    bytes.magic = magic;
    assertRefused("magic");
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 128, 255})
  void flags_unknown_areRefused(int flags) {
    bytes.flags = flags;
    assertRefused("flags");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Vault",
        "1vault",
        "-vault",
        "va ult",
        "va/ult",
        "v\u00fc",
        "a23456789012345678901234567890123"
      })
  void backend_thatIsNoScheme_isRefused(String scheme) {
    bytes.scheme = scheme;
    assertRefused("the backend is not a scheme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a\u0000", "a\u007f", "\u00fc", "tab\t"})
  void keyId_thatIsNotVisibleAscii_isRefused(String keyId) {
    bytes.keyId = keyId;
    assertRefused("the key id is not");
  }

  @Test
  void keyId_longerThan2048_isRefused() {
    bytes.keyId = "k".repeat(2048);
    assertThat(Ciphertext.parse(bytes.write()).keyId()).hasSize(2048);
    bytes.keyId = "k".repeat(2049);
    assertRefused("the key id is not");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "v 1",
        "\u0080",
        "12345678901234567890123456789012345678901234567890123456789012345"
      })
  void keyVersion_thatIsNotVisibleAsciiOrTooLong_isRefused(String version) {
    bytes.version = version;
    assertRefused("the key version is not");
  }

  @Test
  void contextKeys_countTooHigh_isRefused() {
    bytes.keyCount = 65_535;
    assertRefused("context keys");
  }

  @Test
  void contextKeys_countTooLow_isRefused() {
    bytes.keyCount = 1;
    assertRefused("cut off in its blob");
  }

  @Test
  void contextKeys_notSorted_areRefused() {
    bytes.keys = List.of("service", "env");
    assertRefused("not sorted");
  }

  @Test
  void contextKeys_repeated_areRefused() {
    bytes.keys = List.of("env", "env");
    assertRefused("repeated");
  }

  @Test
  void contextKeys_empty_areRefused() {
    bytes.keys = List.of("", "env");
    assertRefused("empty");
  }

  @Test
  void contextKeys_longerThanAnyContext_areRefused() {
    bytes.keys = List.of("a".repeat(8128), "b");
    assertRefused("too long");
  }

  @Test
  void contextKeys_thatAreNotUtf8_areRefused() {
    bytes.keys = List.of("e\u00ff", "\u00ff");
    assertRefused("not UTF-8");
  }

  @Test
  void contextKeys_thatMoveOrHideText_areRefused() {
    for (String key : List.of("e\u001b[2J", "e\u202e", "e\u2028", "e\u2029", "e\u200b")) {
      bytes.keys = List.of(new String(key.getBytes(UTF_8), ISO_8859_1), "f");
      assertRefused("cannot be shown");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 1 << 30, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
  void blobLength_beyondTheEnd_isRefusedWithoutAllocating(int length) {
    bytes.blobLength = length;
    assertRefused("cut off in its blob");
  }

  @Test
  void blob_empty_isRefused() {
    bytes.blob = "";
    bytes.blobLength = 0;
    assertRefused("blob is empty");
  }

  @Test
  void bytes_afterTheEnd_areRefused() {
    bytes.rest = "\n";
    assertRefused("1 bytes after its end");
  }

  @Test
  void bytes_cutOffAnywhere_areRefused() {
    byte[] whole = bytes.write();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Ciphertext.parse(cut))
          .isInstanceOf(InvalidCiphertextException.class)
          .hasMessageContaining("cut off in its");
    }
  }

  /* ---- text form ---- */

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kms1",
        "kms1.",
        "kms2.AAAA",
        "KMS1.AAAA",
        "kms1.\u00fc",
        "kms1.A",
        "kms1.AA==",
        "kms1.A+/A",
        "kms1.AA AA"
      })
  void text_thatIsNoCanonicalText_isRefused(String text) {
    assertThatThrownBy(() -> Ciphertext.parse(text)).isInstanceOf(InvalidCiphertextException.class);
  }

  /** 4 of the 6 bits of the last character say nothing; only zeros are accepted. */
  @Test
  void text_withOtherUnusedBits_isRefused() {
    bytes.blob = "blob" + "x".repeat((3 - (bytes.write().length - 1) % 3) % 3);
    bytes.blobLength = bytes.blob.length();
    String text = Ciphertext.parse(bytes.write()).toString();
    assertThat(bytes.write().length % 3).isEqualTo(1);
    char last = text.charAt(text.length() - 1);
    String other = text.substring(0, text.length() - 1) + (char) (last + 1);
    assertThatThrownBy(() -> Ciphertext.parse(other))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining("canonical");
    assertThatThrownBy(() -> Ciphertext.parse(text.toLowerCase(Locale.ROOT)))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  /* ---- adopting ---- */

  @Test
  void of_withPartsThatNoHeaderCanSay_isInvalid() {
    byte[] blob = {1};
    for (Runnable call :
        List.<Runnable>of(
            () -> Ciphertext.of("Vault", "k", "", blob),
            () -> Ciphertext.of("vault", "", "", blob),
            () -> Ciphertext.of("vault", "k", "v 1", blob),
            () -> Ciphertext.of("vault", "k", "", new byte[0]))) {
      assertThatThrownBy(call::run)
          .isInstanceOfSatisfying(
              KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
  }

  @Test
  void of_keepsNoArrayOfTheCaller() {
    byte[] blob = {1, 2};
    Ciphertext c = Ciphertext.of("vault", "k", "", blob);
    blob[0] = 9;
    c.blob()[1] = 9;
    assertThat(c.blob()).containsExactly(1, 2);
    assertThat(c.contextKeys()).isEmpty();
  }

  @Test
  void equals_isByEveryField() {
    Ciphertext c = Ciphertext.of("vault", "k", "1", new byte[] {1});
    assertThat(c)
        .isEqualTo(Ciphertext.parse(c.toString()))
        .hasSameHashCodeAs(Ciphertext.parse(c.toString()))
        .isNotEqualTo(Ciphertext.of("vault", "k", "2", new byte[] {1}))
        .isNotEqualTo(c.describing(true, null))
        .isNotEqualTo(c.describing(false, List.of()));
  }
}
