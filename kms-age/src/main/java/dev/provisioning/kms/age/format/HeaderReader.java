package dev.provisioning.kms.age.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.age.AgeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Parses one header. Keeps the received bytes, because the MAC covers them as they came. */
final class HeaderReader {
  private static final int MAC_LINE_LENGTH = "--- ".length() + 43;

  private final InputStream source;
  private final Limits limits;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream(512);

  HeaderReader(InputStream source, Limits limits) {
    this.source = source;
    this.limits = limits;
  }

  Header read() throws IOException {
    readVersion();
    List<Stanza> stanzas = new ArrayList<>();
    while (true) {
      int lineStart = received.size();
      byte[] line = readLine();
      if (startsWith(line, HeaderText.STANZA_PREFIX)) {
        if (stanzas.size() == limits.stanzas()) {
          throw malformed("the header has more than " + limits.stanzas() + " stanzas");
        }
        stanzas.add(readStanza(line));
      } else if (startsWith(line, HeaderText.MAC_PREFIX)) {
        return finish(stanzas, line, lineStart);
      } else {
        throw malformed("a line of the header starts neither a stanza nor the MAC");
      }
    }
  }

  private void readVersion() throws IOException {
    byte[] expected = HeaderText.VERSION_LINE.getBytes(US_ASCII);
    byte[] actual = source.readNBytes(expected.length);
    if (!Arrays.equals(actual, expected)) {
      throw malformed("the input does not start with the version line of age v1");
    }
    received.writeBytes(actual);
  }

  private Header finish(List<Stanza> stanzas, byte[] line, int lineStart) throws AgeException {
    if (stanzas.isEmpty()) {
      throw malformed("the header has no stanza");
    }
    if (line.length != MAC_LINE_LENGTH || line[3] != ' ') {
      throw malformed("the MAC line of the header is malformed");
    }
    byte[] mac = UnpaddedBase64.decode(Arrays.copyOfRange(line, 4, line.length));
    if (mac == null || mac.length != Header.MAC_BYTES) {
      throw malformed("the MAC of the header is not canonical base64");
    }
    StanzaRules.check(stanzas);
    byte[] authenticated =
        Arrays.copyOf(received.toByteArray(), lineStart + HeaderText.MAC_PREFIX.length());
    return new Header(stanzas, authenticated, mac);
  }

  private Stanza readStanza(byte[] line) throws IOException {
    List<String> arguments = new ArrayList<>();
    int start = HeaderText.STANZA_PREFIX.length();
    for (int i = start; i <= line.length; i++) {
      if (i == line.length || line[i] == ' ') {
        if (i == start) {
          throw malformed("a stanza has an empty argument");
        }
        arguments.add(new String(line, start, i - start, US_ASCII));
        start = i + 1;
      } else if (line[i] < 0x21 || line[i] > 0x7e) {
        throw malformed("a stanza has an argument with a character that is not visible ASCII");
      }
    }
    return new Stanza(arguments.get(0), arguments.subList(1, arguments.size()), readBody());
  }

  private byte[] readBody() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(48);
    int length;
    do {
      byte[] line = readLine();
      length = line.length;
      byte[] bytes = length > HeaderText.COLUMNS ? null : UnpaddedBase64.decode(line);
      if (bytes == null) {
        throw malformed("the body of a stanza is not canonical base64 in lines of 64 characters");
      }
      body.writeBytes(bytes);
    } while (length == HeaderText.COLUMNS);
    return body.toByteArray();
  }

  private byte[] readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(80);
    while (true) {
      int next = source.read();
      if (next < 0) {
        throw malformed("the header ends early");
      }
      if (received.size() == limits.headerBytes()) {
        throw malformed("the header is longer than " + limits.headerBytes() + " bytes");
      }
      received.write(next);
      if (next == '\n') {
        return line.toByteArray();
      }
      line.write(next);
    }
  }

  private static boolean startsWith(byte[] line, String prefix) {
    int length = prefix.length();
    return line.length >= length
        && Arrays.equals(line, 0, length, prefix.getBytes(US_ASCII), 0, length);
  }

  private static AgeException malformed(String message) {
    return new AgeException(AgeException.Failure.HEADER, message);
  }
}
