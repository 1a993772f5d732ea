package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Identity and recipients files. */
class AgeKeyFilesTest {
  private final AgeIdentity first = AgeIdentity.generate();
  private final AgeIdentity second = AgeIdentity.generate();

  private static InputStream file(String text) {
    return Sources.shortReads(text.getBytes(UTF_8), 100);
  }

  private static String secret(AgeIdentity identity) {
    return new String(identity.exportSecret());
  }

  private static void assertIdentitiesRefused(String text, String... parts) {
    assertThatThrownBy(() -> AgeIdentity.readAll(file(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  private static void assertRecipientsRefused(String text, String... parts) {
    assertThatThrownBy(() -> AgeRecipient.readAll(file(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void readIdentities_commentsEmptyLinesAndCrLf_inTheOrderOfTheFile() throws IOException {
    String text =
        "# created: 2026-11-24T07:00:00Z\r\n# für später\n\n"
            + secret(first)
            + "\r\n\n#"
            + secret(first)
            + "\n"
            + secret(second);
    assertThat(AgeIdentity.readAll(file(text)))
        .extracting(AgeIdentity::recipient)
        .containsExactly(first.recipient(), second.recipient());
  }

  @Test
  void readRecipients_commentsAndEmptyLines_inTheOrderOfTheFile() throws IOException {
    String text = "# team\n" + first.recipient() + "\n\n" + second.recipient() + "\n";
    assertThat(AgeRecipient.readAll(file(text)))
        .isEqualTo(List.of(first.recipient(), second.recipient()));
  }

  @Test
  void read_nothingInTheFile_refused() {
    assertIdentitiesRefused("# only a comment\n", "no identity");
    assertRecipientsRefused("", "no recipient");
  }

  @Test
  void read_malformedLine_namedByNumberAndNotQuoted() {
    String cut = secret(first).substring(0, 50);
    assertThatThrownBy(() -> AgeIdentity.readAll(file("#\n" + secret(second) + "\n" + cut + "\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 3: ")
        .hasMessageNotContaining(cut.substring(20, 28));
    assertIdentitiesRefused(" " + secret(first), "line 1: ");
    assertIdentitiesRefused(secret(first) + " ", "line 1: ");
    assertIdentitiesRefused(secret(first) + "\n # indented\n", "line 2: ");
  }

  @Test
  void read_theOtherKindOfFile_saysSo() {
    assertIdentitiesRefused("\n" + first.recipient(), "line 2: ", "recipient", "public");
    assertRecipientsRefused("#\n#\n" + secret(first), "line 3: ", "identity", "secret");
  }

  @Test
  void read_kindsOfLater_sayNotSupportedYet() {
    assertIdentitiesRefused("age-encryption.org/v1\n-> scrypt", "passphrase", "not supported");
    assertIdentitiesRefused(
        "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "passphrase", "not supported");
    assertIdentitiesRefused("-----BEGIN OPENSSH PRIVATE KEY-----\n", "SSH", "not supported");
    assertIdentitiesRefused("#\nAGE-PLUGIN-YUBIKEY-1QQ\n", "line 2: ", "plugin", "not supported");
    assertRecipientsRefused("ssh-ed25519 AAAA me@host\n", "line 1: ", "SSH", "not supported");
  }

  @Test
  void read_notUtf8_namesTheLine() {
    byte[] latin = ("# ok\n# f\u00fcr\n" + secret(first)).getBytes(ISO_8859_1);
    assertThatThrownBy(() -> AgeIdentity.readAll(new ByteArrayInputStream(latin)))
        .hasMessageStartingWith("line 2: ")
        .hasMessageContaining("UTF-8");
  }

  @Test
  void read_lineOrFileTooLong_refused() {
    assertRecipientsRefused("\n" + "a".repeat(8193), "line 2: ", "8192");
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return '\n';
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            Arrays.fill(target, offset, offset + length, (byte) '\n');
            return length;
          }
        };
    assertThatThrownBy(() -> AgeIdentity.readAll(endless)).hasMessageContaining("16 MiB");
  }
}
