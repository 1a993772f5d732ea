package dev.provisioning.kms.service.cli.envelope;

import dev.provisioning.kms.service.cli.exit.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Decodes a text of any size. Strict, as texts of ciphertexts are: one text for one envelope, and
 * white space only around it.
 */
final class EnvelopeTextInput extends InputStream {
  static final int LETTERS = 64 * 1024;

  private final InputStream text;
  private byte[] decoded = {};
  private int position;
  private boolean begun;
  private boolean ended;

  EnvelopeTextInput(InputStream text) {
    this.text = text;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == decoded.length && !next()) {
      return -1;
    }
    int n = Math.min(length, decoded.length - position);
    System.arraycopy(decoded, position, bytes, offset, n);
    position += n;
    return n;
  }

  /** Returns false at the end. */
  private boolean next() throws IOException {
    if (!begun) {
      begun = true;
      start();
    }
    if (ended) {
      return false;
    }
    byte[] letters = text.readNBytes(LETTERS);
    int count = letters.length;
    int length = untilSpace(letters, count);
    if (length < count) {
      requireSpace(letters, length, count);
      byte[] rest = text.readNBytes(LETTERS);
      while (rest.length > 0) {
        requireSpace(rest, 0, rest.length);
        rest = text.readNBytes(LETTERS);
      }
    }
    ended = length < LETTERS;
    decoded = decode(Arrays.copyOf(letters, length));
    position = 0;
    return decoded.length > 0;
  }

  /** Skips white space and the start of the text. */
  private void start() throws IOException {
    byte[] start = EnvelopeText.START.getBytes(StandardCharsets.US_ASCII);
    int b = text.read();
    while (b >= 0 && isSpace((byte) b)) {
      b = text.read();
    }
    byte[] more = text.readNBytes(start.length - 1);
    byte[] found = new byte[1 + more.length];
    found[0] = (byte) b;
    System.arraycopy(more, 0, found, 1, more.length);
    if (!Arrays.equals(found, start)) {
      throw invalid("it does not start with " + EnvelopeText.START);
    }
  }

  private static byte[] decode(byte[] letters) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(letters);
      // The decoder also takes padding, and last letters with bits that count for nothing.
      if (Arrays.equals(EnvelopeText.encoder().encode(bytes), letters)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Told below; the message of the decoder shows letters of the text.
    }
    throw invalid("it is not base64url without padding, on one line");
  }

  private static int untilSpace(byte[] letters, int count) {
    int length = 0;
    while (length < count && !isSpace(letters[length])) {
      length++;
    }
    return length;
  }

  private static void requireSpace(byte[] letters, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isSpace(letters[i])) {
        throw followed();
      }
    }
  }

  static Refusal followed() {
    return invalid("something follows its line");
  }

  static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  private static Refusal invalid(String why) {
    return Refusal.invalidCiphertext("this is no text of an envelope: " + why);
  }
}
