package dev.provisioning.kms.testbench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1.1 requests off a connection. */
final class WireInput {
  private static final int MAX_LINE = 64 * 1024;
  private static final int MAX_BODY = 80 * 1024 * 1024;
  private final InputStream in;
  private final List<X509Certificate> clientChain;
  private final int connection;

  WireInput(InputStream in, List<X509Certificate> clientChain, int connection) {
    this.in = new BufferedInputStream(in);
    this.clientChain = clientChain;
    this.connection = connection;
  }

  /** Returns null at the end of the connection. */
  @Nullable WireRequest next() throws IOException {
    String start = line();
    if (start == null) {
      return null;
    }
    String[] parts = start.split(" ", -1);
    if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
      throw new ProtocolException(start);
    }
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = mustLine(); !line.isEmpty(); line = mustLine()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new ProtocolException(line);
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.computeIfAbsent(name, n -> new ArrayList<>()).add(line.substring(colon + 1).trim());
    }
    return new WireRequest(
        parts[0], URI.create(parts[1]), headers, body(headers), clientChain, connection);
  }

  private byte[] body(Map<String, List<String>> headers) throws IOException {
    if (headers.containsKey("transfer-encoding")) {
      return chunks();
    }
    List<String> length = headers.get("content-length");
    return length == null ? new byte[0] : exactly(Integer.parseInt(length.get(0)));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(mustLine().split(";", 2)[0].trim(), 16);
      if (size == 0) {
        String trailer = mustLine();
        while (!trailer.isEmpty()) {
          trailer = mustLine();
        }
        return body.toByteArray();
      }
      body.write(exactly(size));
      mustLine();
    }
  }

  private byte[] exactly(int size) throws IOException {
    if (size > MAX_BODY) {
      throw new ProtocolException("a body of " + size + " bytes");
    }
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException();
    }
    return bytes;
  }

  private String mustLine() throws IOException {
    String line = line();
    if (line == null) {
      throw new EOFException();
    }
    return line;
  }

  private @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        if (line.size() == 0) {
          return null;
        }
        throw new EOFException();
      }
      if (line.size() == MAX_LINE) {
        throw new ProtocolException("a long line");
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
