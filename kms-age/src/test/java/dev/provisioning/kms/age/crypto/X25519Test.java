package dev.provisioning.kms.age.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.age.AgeException;
import dev.provisioning.kms.age.format.Stanza;
import dev.provisioning.kms.age.format.StanzaType;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class X25519Test {
  private final SecureRandom random = new SecureRandom();

  /** RFC 7748, section 6.1. */
  @Test
  void publicKey_ofTheRfc_asGivenThere() {
    byte[] scalar =
        HexFormat.of().parseHex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    assertThat(X25519.publicKey(scalar))
        .isEqualTo(
            HexFormat.of()
                .parseHex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
  }

  @Test
  void wrap_thenUnwrap_sameFileKeyForItsRecipientOnly() throws AgeException {
    byte[] scalar = new byte[32];
    random.nextBytes(scalar);
    byte[] point = X25519.publicKey(scalar);
    FileKey fileKey = FileKey.generate(random);
    Stanza stanza = X25519.wrap(fileKey, point, random);
    FileKey unwrapped = Objects.requireNonNull(X25519.unwrap(stanza, scalar, point));
    assertThat(unwrapped.bytes()).isEqualTo(fileKey.bytes());
    scalar[5] ^= 1;
    assertThat(X25519.unwrap(stanza, scalar, X25519.publicKey(scalar))).isNull();
  }

  /** Points of order 1, 2, 4 and 8 in their canonical and other encodings. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"
      })
  void pointOfLowOrder_everywhere_refused(String hex) {
    byte[] point = HexFormat.of().parseHex(hex);
    assertThat(X25519.isLowOrder(point)).isTrue();
    FileKey fileKey = FileKey.generate(random);
    assertThatThrownBy(() -> X25519.wrap(fileKey, point, random))
        .isInstanceOf(IllegalArgumentException.class);
    Stanza stanza =
        new Stanza(
            StanzaType.X25519,
            List.of(Base64.getEncoder().withoutPadding().encodeToString(point)),
            new byte[32]);
    byte[] scalar = new byte[32];
    AgeException failure =
        catchThrowableOfType(
            AgeException.class, () -> X25519.unwrap(stanza, scalar, X25519.publicKey(scalar)));
    assertThat(failure.failure()).isEqualTo(AgeException.Failure.HEADER);
  }

  @Test
  void isLowOrder_anHonestPoint_false() {
    assertThat(X25519.isLowOrder(X25519.publicKey(new byte[32]))).isFalse();
  }
}
