package dev.provisioning.kms.age.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** The words of the header grammar, and structures to bytes. */
final class HeaderText {
  static final String VERSION_LINE = "age-encryption.org/v1\n";
  static final String STANZA_PREFIX = "-> ";
  static final String MAC_PREFIX = "---";

  /** A body line holds 64 characters, which are 48 bytes; the first shorter line ends the body. */
  static final int COLUMNS = 64;

  /** A space, 43 characters and a line feed. */
  static final int MAC_LENGTH = 45;

  private HeaderText() {}

  static byte[] of(List<Stanza> stanzas) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(VERSION_LINE.getBytes(US_ASCII));
    for (Stanza stanza : stanzas) {
      append(stanza, out);
    }
    out.writeBytes(MAC_PREFIX.getBytes(US_ASCII));
    return out.toByteArray();
  }

  static byte[] withMac(byte[] authenticated, byte[] mac) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(authenticated.length + MAC_LENGTH);
    out.writeBytes(authenticated);
    out.write(' ');
    out.writeBytes(UnpaddedBase64.encode(mac));
    out.write('\n');
    return out.toByteArray();
  }

  private static void append(Stanza stanza, ByteArrayOutputStream out) {
    out.writeBytes((STANZA_PREFIX + stanza.type()).getBytes(US_ASCII));
    for (String argument : stanza.arguments()) {
      out.writeBytes((" " + argument).getBytes(US_ASCII));
    }
    out.write('\n');
    byte[] text = UnpaddedBase64.encode(stanza.body());
    // "<=": a body whose text fills its lines needs an empty last line, an empty body is that line.
    for (int start = 0; start <= text.length; start += COLUMNS) {
      out.write(text, start, Math.min(COLUMNS, text.length - start));
      out.write('\n');
    }
  }
}
