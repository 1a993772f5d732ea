package dev.provisioning.kms.age.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.age.AgeException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decodes armor line by line. Not for use by several threads. */
final class ArmorReader extends InputStream {
  // The longest legal line is the BEGIN line, which has 34 characters, or a full one of 64, plus
  // CR. White space outside may come in longer lines, up to its own limit.
  private final byte[] line = new byte[Armor.MAX_WHITE_SPACE + 2];
  private final BufferedInputStream source;
  private int lineLength;
  private byte[] decoded = {};
  private int position;
  private State state = State.BEFORE;
  private @Nullable IOException failure;

  private enum State {
    BEFORE,
    BODY,
    LAST_LINE,
    ENDED
  }

  ArmorReader(BufferedInputStream source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    return fill() ? decoded[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    // One line a call: what is decoded goes out before an error further on does, and never waits
    // for input that is not there yet.
    int n = Math.min(length, decoded.length - position);
    System.arraycopy(decoded, position, target, offset, n);
    position += n;
    return n;
  }

  @Override
  public int available() {
    return decoded.length - position;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** Makes at least one byte available; false at the end of a well-formed armor. */
  private boolean fill() throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      while (position == decoded.length && state != State.ENDED) {
        advance();
      }
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    return position < decoded.length;
  }

  private void advance() throws IOException {
    if (state == State.BEFORE) {
      readBegin();
      state = State.BODY;
    }
    readLine();
    if (lineIs(Armor.END)) {
      requireOnlyWhiteSpace();
      state = State.ENDED;
    } else if (state == State.LAST_LINE) {
      throw malformed("a line shorter than 64 characters is not the last one");
    } else {
      decodeLine();
    }
  }

  private void decodeLine() throws AgeException {
    byte[] text = Arrays.copyOf(line, lineLength);
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw malformed("a line is not base64");
    }
    // The JDK accepts missing padding and unused bits that are not zero.
    if (lineLength == 0
        || lineLength > Armor.COLUMNS
        || !Arrays.equals(Base64.getEncoder().encode(bytes), text)) {
      throw malformed("a line is not canonical padded base64 of at most 64 characters");
    }
    decoded = bytes;
    position = 0;
    if (bytes.length < Armor.LINE_BYTES) {
      state = State.LAST_LINE;
    }
  }

  private void readBegin() throws IOException {
    int skipped = 0;
    readLine();
    while (lineIsWhiteSpace()) {
      skipped += lineLength + 1;
      if (skipped > Armor.MAX_WHITE_SPACE) {
        throw malformed("more than " + Armor.MAX_WHITE_SPACE + " bytes of white space");
      }
      readLine();
    }
    if (!lineIs(Armor.BEGIN)) {
      throw malformed("the input is neither a binary age file nor does it start with BEGIN");
    }
  }

  private void requireOnlyWhiteSpace() throws IOException {
    byte[] rest = source.readNBytes(Armor.MAX_WHITE_SPACE + 1);
    if (rest.length > Armor.MAX_WHITE_SPACE) {
      throw malformed("more than " + Armor.MAX_WHITE_SPACE + " bytes after END");
    }
    for (byte b : rest) {
      if (!isWhiteSpace(b)) {
        throw malformed("something other than white space after END");
      }
    }
  }

  private void readLine() throws IOException {
    lineLength = 0;
    int next = source.read();
    if (next < 0) {
      throw malformed("it ends before the END line");
    }
    while (next >= 0 && next != '\n') {
      if (lineLength == line.length) {
        throw malformed("a line is too long");
      }
      line[lineLength++] = (byte) next;
      next = source.read();
    }
    if (next == '\n' && lineLength > 0 && line[lineLength - 1] == '\r') {
      lineLength--;
    }
  }

  private boolean lineIs(String text) {
    return lineLength == text.length()
        && Arrays.equals(line, 0, lineLength, text.getBytes(US_ASCII), 0, lineLength);
  }

  private boolean lineIsWhiteSpace() {
    for (int i = 0; i < lineLength; i++) {
      if (!isWhiteSpace(line[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhiteSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private static AgeException malformed(String message) {
    return new AgeException(AgeException.Failure.ARMOR, "the armor is malformed: " + message);
  }
}
