package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.age.format.Bech32;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of recipients and identities. */
class AgeKeysTest {
  // An identity of the age testkit, and what age-keygen says its recipient is.
  private static final String SECRET =
      "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";
  private static final String PUBLIC =
      "age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef";

  @Test
  void parse_knownIdentity_knownRecipientAndTheSameText() {
    try (AgeIdentity identity = AgeIdentity.parse(SECRET.toCharArray())) {
      assertThat(identity.exportSecret()).isEqualTo(SECRET.toCharArray());
      assertThat(identity.recipient()).hasToString(PUBLIC);
      assertThat(AgeRecipient.parse(PUBLIC))
          .isEqualTo(identity.recipient())
          .hasSameHashCodeAs(identity.recipient());
      assertThat(identity.recipient()).isNotEqualTo(AgeIdentity.generate().recipient());
    }
  }

  @Test
  void generate_twice_differentIdentities() {
    assertThat(AgeIdentity.generate().recipient()).isNotEqualTo(AgeIdentity.generate().recipient());
  }

  @Test
  void close_thenUse_illegalStateButTheRecipientStays() {
    AgeIdentity identity = AgeIdentity.generate();
    byte[] file = Age.encryptTo(List.of(identity.recipient())).encrypt(new byte[1]);
    identity.close();
    identity.close();
    assertThatThrownBy(identity::exportSecret).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Age.decryptWith(List.of(identity)).decrypt(file))
        .isInstanceOf(IllegalStateException.class);
    assertThat(identity.recipient().toString()).startsWith("age1");
  }

  @ParameterizedTest
  @CsvSource({
    "age1pq1xyz, post-quantum",
    "age1tag1xyz, hardware",
    "age1tagpq1xyz, hardware",
    "age1yubikey1xyz, plugin",
    "ssh-ed25519 AAAA, SSH",
    "ssh-rsa AAAA, SSH",
    "scrypt, passphrase",
  })
  void parseRecipient_kindOfLater_saysNotSupportedYet(String text, String kind) {
    assertThatThrownBy(() -> AgeRecipient.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not supported yet")
        .hasMessageContaining(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "AGE-SECRET-KEY-PQ-1XYZ, post-quantum",
    "AGE-PLUGIN-YUBIKEY-1XYZ, plugin",
    "-----BEGIN OPENSSH PRIVATE KEY-----, SSH",
  })
  void parseIdentity_kindOfLater_saysNotSupportedYet(String text, String kind) {
    assertThatThrownBy(() -> AgeIdentity.parse(text.toCharArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not supported yet")
        .hasMessageContaining(kind);
  }

  @Test
  void parse_theOtherHalf_saysWhichItIs() {
    assertThatThrownBy(() -> AgeRecipient.parse(SECRET))
        .hasMessageContaining("identity")
        .hasMessageContaining("secret");
    assertThatThrownBy(() -> AgeIdentity.parse(PUBLIC.toCharArray()))
        .hasMessageContaining("recipient")
        .hasMessageContaining("public");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "age1", "AGE1XMWWC0", "age1xmwwc06ly3ee5", " age1xmwwc0"})
  void parseRecipient_malformed_illegalArgument(String text) {
    assertThatThrownBy(() -> AgeRecipient.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parseRecipient_anyCharacterMistyped_illegalArgument() {
    for (int i = 0; i < PUBLIC.length(); i++) {
      char other = PUBLIC.charAt(i) == 'q' ? 'p' : 'q';
      String typo = PUBLIC.substring(0, i) + other + PUBLIC.substring(i + 1);
      assertThatThrownBy(() -> AgeRecipient.parse(typo))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> AgeRecipient.parse(PUBLIC.toUpperCase(Locale.ROOT)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AgeRecipient.parse(PUBLIC + "\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parseIdentity_malformed_illegalArgument() {
    for (String text :
        List.of(
            "",
            SECRET.toLowerCase(Locale.ROOT),
            SECRET.substring(0, 70),
            SECRET + " ",
            SECRET.replace('Z', '\u0179'))) {
      assertThatThrownBy(() -> AgeIdentity.parse(text.toCharArray()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void parseRecipient_pointOfLowOrder_refused() {
    // 32 zero bytes, in Bech32 with a right checksum.
    String zero = new String(Bech32.encode("age", new byte[32]), US_ASCII);
    assertThatThrownBy(() -> AgeRecipient.parse(zero)).hasMessageContaining("low order");
  }

  @Test
  void parseRecipient_otherLength_refused() {
    String shorter = new String(Bech32.encode("age", new byte[31]), US_ASCII);
    assertThatThrownBy(() -> AgeRecipient.parse(shorter)).hasMessageContaining("32 bytes");
  }

  @Test
  void texts_ofAnythingShown_holdNoSecret() {
    AgeIdentity identity = AgeIdentity.parse(SECRET.toCharArray());
    assertThat(identity.toString()).contains("age1").doesNotContain("SECRET");
    for (String text :
        List.of(SECRET + "X", "X" + SECRET, SECRET.substring(0, 60), SECRET.replace('M', 'N'))) {
      for (Runnable parse :
          List.<Runnable>of(
              () -> AgeIdentity.parse(text.toCharArray()), () -> AgeRecipient.parse(text))) {
        assertThatThrownBy(parse::run)
            .satisfies(e -> assertThat(everything(e)).doesNotContain(text.substring(20, 28)));
      }
    }
  }

  private static String everything(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
