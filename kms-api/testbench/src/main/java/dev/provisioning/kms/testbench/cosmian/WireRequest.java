package dev.provisioning.kms.testbench.cosmian;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request of HTTP/1.1; the user is the name in the client's certificate, if there is one. */
final class WireRequest {
  private static final int MAX_LINE = 64 * 1024;

  private final String method;
  private final String path;
  private final Map<String, String> headers;
  private final byte[] body;
  private final String certified;

  private WireRequest(
      String method, String path, Map<String, String> headers, byte[] body, String certified) {
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.body = body;
    this.certified = certified;
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  String certified() {
    return certified;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  boolean keepsAlive() {
    return !header("connection").equalsIgnoreCase("close");
  }

  /** The next request of a connection; null if it ends before one. */
  static @Nullable WireRequest read(InputStream in, String certified) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return null;
    }
    String[] words = first.split(" ", 3);
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body =
        headers.containsKey("transfer-encoding")
            ? chunked(in)
            : exactly(in, Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new WireRequest(words[0], words[1], headers, body, certified);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() >= MAX_LINE) {
        throw new IOException("a line is too long");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the body is cut off");
    }
    return body;
  }

  private static byte[] chunked(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      body.writeBytes(exactly(in, size));
      line(in);
    }
    line(in);
    return body.toByteArray();
  }

  private static int chunkSize(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }
}
