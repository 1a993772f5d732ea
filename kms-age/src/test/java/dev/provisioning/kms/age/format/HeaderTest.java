package dev.provisioning.kms.age.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.age.AgeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every field of a header: the one spelling that is accepted, and others that are not. */
class HeaderTest {
  private static final String MAC = "A".repeat(43);
  private static final String END = "--- " + MAC + "\n";
  private static final String V1 = "age-encryption.org/v1\n";
  private static final String SHARE = "A".repeat(43);

  private static Header read(String text) throws AgeException {
    return Header.read(text.getBytes(ISO_8859_1), Limits.MESSAGE);
  }

  private static void assertRefused(String text) {
    AgeException failure = catchThrowableOfType(AgeException.class, () -> read(text));
    assertThat(failure).as(text).isNotNull();
    assertThat(failure.failure()).isEqualTo(AgeException.Failure.HEADER);
  }

  @Test
  void read_wellFormed_partsAndLength() throws AgeException {
    Header header = read(V1 + "-> a b c\nAAAA\n-> d\n\n" + END + "payload");
    assertThat(header.stanzas())
        .containsExactly(
            new Stanza("a", List.of("b", "c"), new byte[3]),
            new Stanza("d", List.of(), new byte[0]));
    assertThat(header.mac()).isEqualTo(new byte[32]);
    assertThat(new String(header.authenticated(), ISO_8859_1)).endsWith("-> d\n\n---");
    assertThat(header.encodedLength()).isEqualTo(header.encoded().length);
  }

  @Test
  void read_stream_leavesThePayload() throws IOException {
    ByteArrayInputStream in =
        new ByteArrayInputStream((V1 + "-> a\n\n" + END + "payload").getBytes(ISO_8859_1));
    Header.read(in, Limits.STREAM);
    assertThat(in.readAllBytes()).isEqualTo("payload".getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 47, 48, 49, 95, 96, 97})
  void stanza_bodyOfAnyLength_writtenAndReadBack(int length) throws AgeException {
    Stanza stanza = new Stanza("t", List.of("x"), new byte[length]);
    byte[] text = Header.authenticatedBytes(List.of(stanza));
    assertThat(Header.read(HeaderText.withMac(text, new byte[32]), Limits.MESSAGE).stanzas())
        .containsExactly(stanza);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "age-encryption.org/v2\n", "age-encryption.org/v1\r\n", "Age-encryption"})
  void version_malformed_refused(String version) {
    assertRefused(version + "-> a\n\n" + END);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "->a\n\n",
        "-> \n\n",
        "->  a\n\n",
        "-> a \n\n",
        "-> a  b\n\n",
        "-> a\tb\n\n",
        "-> \u00e9\n\n",
        "-> a\r\n\n",
        "- > a\n\n",
        "\n",
        "a\n"
      })
  void stanzaLine_malformed_refused(String stanza) {
    assertRefused(V1 + stanza + END);
  }

  @Test
  void stanzaBody_malformed_refused() {
    String full = "A".repeat(64);
    for (String body :
        List.of(
            "A\n",
            "AB\n",
            "AAB\n",
            "AA==\n",
            "AAA=\n",
            "A-AA\n",
            "A_AA\n",
            "AA AA\n",
            "AAAA\r\n",
            " \n",
            full + "\n",
            full + "A\n",
            full + "\n" + full + "\n",
            "AAAA\nAAAA\n")) {
      assertRefused(V1 + "-> a\n" + body + END);
    }
  }

  @Test
  void mac_malformed_refused() {
    for (String end :
        List.of(
            "---\n",
            "--- \n",
            "---" + MAC + "\n",
            "---  " + MAC + "\n",
            "--- " + MAC + " \n",
            "--- " + MAC + "\r\n",
            "--- " + MAC + "=\n",
            "--- " + "A".repeat(42) + "B\n",
            "--- " + "A".repeat(42) + "\n",
            "--- " + MAC + "A\n",
            "--- " + MAC,
            "--- A-" + MAC)) {
      assertRefused(V1 + "-> a\n\n" + end);
    }
  }

  @Test
  void header_withoutAStanza_refused() {
    assertRefused(V1 + END);
  }

  @Test
  void x25519Stanza_malformed_refusedEvenBesideOthers() throws AgeException {
    String body = SHARE + "\n";
    String good = "-> X25519 " + SHARE + "\n" + body;
    assertThat(read(V1 + good + END).stanzas()).hasSize(1);
    for (String bad :
        List.of(
            "-> X25519\n" + body,
            "-> X25519 " + SHARE + " x\n" + body,
            "-> X25519 " + "A".repeat(42) + "B\n" + body,
            "-> X25519 " + "A".repeat(42) + "\n" + body,
            "-> X25519 " + SHARE + "=\n" + body,
            "-> X25519 " + SHARE + "\n\n",
            "-> X25519 " + SHARE + "\n" + "A".repeat(42) + "\n",
            "-> X25519 " + SHARE + "\n" + "A".repeat(44) + "\n")) {
      assertRefused(V1 + good + bad + END);
    }
    assertThat(read(V1 + "-> x25519 anything goes\n\n" + END).stanzas()).hasSize(1);
  }

  @Test
  void scryptStanza_notAlone_refused() throws AgeException {
    assertThat(read(V1 + "-> scrypt a 10\n\n" + END).stanzas()).hasSize(1);
    assertRefused(V1 + "-> scrypt a 10\n\n-> a\n\n" + END);
    assertRefused(V1 + "-> scrypt a 10\n\n-> scrypt a 10\n\n" + END);
  }

  @Test
  void limits_moreStanzasOrBytes_refused() throws AgeException {
    assertThat(read(V1 + "-> a\n\n".repeat(128) + END).stanzas()).hasSize(128);
    assertRefused(V1 + "-> a\n\n".repeat(129) + END);
    int rest = V1.length() + "-> \n\n".length() + END.length();
    assertThat(read(V1 + "-> " + "a".repeat(65536 - rest) + "\n\n" + END).encodedLength())
        .isEqualTo(65536);
    assertRefused(V1 + "-> " + "a".repeat(65537 - rest) + "\n\n" + END);
  }

  @Test
  void limits_streamWithoutAnEnd_stopsAtOneMebibyte() {
    byte[] endless = (V1 + "-> " + "a".repeat(2_000_000)).getBytes(ISO_8859_1);
    ByteArrayInputStream in = new ByteArrayInputStream(endless);
    AgeException failure =
        catchThrowableOfType(AgeException.class, () -> Header.read(in, Limits.STREAM));
    assertThat(failure.failure()).isEqualTo(AgeException.Failure.HEADER);
    assertThat(endless.length - in.available()).isEqualTo(1024 * 1024 + 1);
  }

  @Test
  void stanza_arrays_areCopies() {
    byte[] body = new byte[1];
    Stanza stanza = new Stanza("a", List.of(), body);
    body[0] = 1;
    stanza.body()[0] = 1;
    assertThat(stanza.body()).containsExactly(0);
    assertThat(stanza).hasToString("a[0 arguments, 1 bytes]");
  }
}
