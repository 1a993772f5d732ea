package dev.provisioning.kms.spi.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The blocks of a PEM file (RFC 7468), read as bytes so that a key never becomes a text. What
 * stands between blocks is explanatory and ignored, as OpenSSL's own files have it.
 */
final class PemFile implements AutoCloseable {
  private static final int MOST = 1024 * 1024;
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  private final Path path;
  private final List<Block> blocks = new ArrayList<>();

  /** One block, such as a CERTIFICATE; its array is the file's and is wiped with it. */
  static final class Block {
    final String label;
    final byte[] der;

    Block(String label, byte[] der) {
      this.label = label;
      this.der = der;
    }
  }

  private PemFile(Path path) {
    this.path = path;
  }

  static PemFile read(String setting, Path path) {
    byte[] bytes = bytes(setting, path);
    PemFile file = new PemFile(path);
    try {
      file.parse(setting, bytes);
      return file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  static byte[] bytes(String setting, Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST + 1);
      if (bytes.length > MOST) {
        Arrays.fill(bytes, (byte) 0);
        throw wrong(setting, path, "is larger than 1 MiB");
      }
      return bytes;
    } catch (IOException e) {
      throw KmsException.of(ErrorCode.CONFIGURATION, setting + ": " + path + " cannot be read", e);
    }
  }

  List<Block> blocks(String label) {
    return blocks.stream().filter(block -> block.label.equals(label)).toList();
  }

  List<Block> keys() {
    return blocks.stream().filter(block -> block.label.endsWith("PRIVATE KEY")).toList();
  }

  private void parse(String setting, byte[] bytes) {
    int at = 0;
    String open = "";
    int body = 0;
    while (at < bytes.length) {
      int end = endOfLine(bytes, at);
      String line = shortLine(bytes, at, end);
      if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        open = label(line, BEGIN);
        body = end + 1;
      } else if (line.startsWith(END) && line.endsWith(DASHES)) {
        if (!label(line, END).equals(open)) {
          throw wrong(setting, path, "has an END line without its BEGIN line");
        }
        blocks.add(new Block(open, decode(setting, Arrays.copyOfRange(bytes, body, at))));
        open = "";
      }
      at = end + 1;
    }
    if (!open.isEmpty()) {
      throw wrong(setting, path, "ends within a block");
    }
  }

  private static String label(String line, String start) {
    int end = line.length() - DASHES.length();
    return end < start.length() ? "" : line.substring(start.length(), end);
  }

  /** Only lines that may be a boundary become a text. */
  private static String shortLine(byte[] bytes, int from, int to) {
    boolean boundary = to - from < 80 && to - from > 10 && bytes[from] == '-';
    return boundary ? new String(bytes, from, to - from, US_ASCII).strip() : "";
  }

  private static int endOfLine(byte[] bytes, int from) {
    int end = from;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  private byte[] decode(String setting, byte[] base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw wrong(setting, path, "has a block that is not base64");
    } finally {
      Arrays.fill(base64, (byte) 0);
    }
  }

  static KmsException wrong(String setting, Path path, String what) {
    return KmsException.of(ErrorCode.CONFIGURATION, setting + ": " + path + " " + what);
  }

  @Override
  public void close() {
    blocks.forEach(block -> Arrays.fill(block.der, (byte) 0));
  }
}
