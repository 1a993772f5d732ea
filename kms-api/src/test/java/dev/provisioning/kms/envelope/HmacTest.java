package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.plaintext;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HmacTest {
  private static final byte[] KEY = plaintext(32);

  @Test
  void of_anyLength_isWhatTheJdkMakes() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    MessageDigest sha = MessageKeys.sha256();
    try (Hmac hmac = new Hmac(sha, KEY)) {
      for (int length = 0; length < 200; length++) {
        assertThat(hmac.of(plaintext(length))).isEqualTo(mac.doFinal(plaintext(length)));
      }
    }
    assertThat(sha.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest());
  }

  /** RFC 4231 test case 1 has a key of 20 bytes, which HMAC fills with zeros. */
  @Test
  void of_vectorOfRfc4231_isThatOfTheRfc() {
    byte[] key = new byte[32];
    Arrays.fill(key, 0, 20, (byte) 0x0b);
    try (Hmac hmac = new Hmac(MessageKeys.sha256(), key)) {
      assertThat(HexFormat.of().formatHex(hmac.of("Hi There".getBytes(US_ASCII))))
          .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }
  }

  @Test
  void key_changedByItsOwner_isNotUsed() {
    byte[] key = KEY.clone();
    try (Hmac before = new Hmac(MessageKeys.sha256(), KEY);
        Hmac hmac = new Hmac(MessageKeys.sha256(), key)) {
      Arrays.fill(key, (byte) 0);
      assertThat(hmac.of(new byte[5])).isEqualTo(before.of(new byte[5]));
    }
  }

  @Test
  void close_afterUse_leavesNoKey() {
    Hmac hmac = new Hmac(MessageKeys.sha256(), KEY);
    byte[] made = hmac.of(new byte[5]);
    hmac.close();
    assertThat(hmac.of(new byte[5])).isNotEqualTo(made);
    // Without a key both pads are zeros: what anybody can make.
    MessageDigest sha = MessageKeys.sha256();
    sha.update(new byte[64]);
    byte[] inner = sha.digest(new byte[5]);
    sha.update(new byte[64]);
    assertThat(hmac.of(new byte[5])).isEqualTo(sha.digest(inner));
  }

  @Test
  void key_ofAnotherLength_isRefused() {
    assertThatThrownBy(() -> new Hmac(MessageKeys.sha256(), new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("31");
  }
}
