package dev.provisioning.kms.spi.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.KmsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file (RFC 7468), read as bytes so that a key never becomes a text. What
 * stands between blocks is explanatory and ignored, as bundles of authorities have it; within a
 * block nothing but base64 is accepted.
 */
final class PemFile implements AutoCloseable {
  private static final int MOST_BLOCKS = 2000;
  private static final Pattern BOUNDARY =
      Pattern.compile("-----(BEGIN|END) ([A-Z0-9 ]{1,40})-----");

  private final SettingFile file;
  private final List<Block> blocks = new ArrayList<>();

  /** One block; its array is the file's and is wiped with it. */
  static final class Block {
    final String label;
    final byte[] der;

    Block(String label, byte[] der) {
      this.label = label;
      this.der = der;
    }
  }

  private PemFile(SettingFile file) {
    this.file = file;
  }

  static PemFile read(String setting, Path path, Complaint complaint) {
    SettingFile source = new SettingFile(setting, path, complaint);
    byte[] bytes = source.bytes();
    PemFile file = new PemFile(source);
    try {
      file.parse(bytes);
      return file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  List<Block> blocks() {
    return blocks;
  }

  KmsException wrong(String what) {
    return file.wrong(what);
  }

  private void parse(byte[] bytes) {
    String open = "";
    int body = 0;
    int at = 0;
    while (at < bytes.length) {
      int end = endOfLine(bytes, at);
      Matcher boundary = BOUNDARY.matcher(shortLine(bytes, at, end));
      if (boundary.matches()) {
        boolean begins = boundary.group(1).equals("BEGIN");
        if (begins != open.isEmpty() || !(begins || boundary.group(2).equals(open))) {
          throw wrong("has BEGIN and END lines that do not match");
        }
        if (begins) {
          open = boundary.group(2);
          body = end + 1;
        } else {
          add(open, bytes, body, at);
          open = "";
        }
      }
      at = end + 1;
    }
    if (!open.isEmpty()) {
      throw wrong("ends within a block");
    }
  }

  private void add(String label, byte[] bytes, int from, int to) {
    if (blocks.size() == MOST_BLOCKS) {
      throw wrong("has more than " + MOST_BLOCKS + " blocks");
    }
    byte[] text = new byte[to - from];
    int length = 0;
    try {
      for (int i = from; i < to; i++) {
        if (bytes[i] == ':') {
          throw wrong(
              "has a block with headers, as of an old encrypted key; openssl pkcs8 -topk8 converts"
                  + " it");
        }
        if (bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != ' ' && bytes[i] != '\t') {
          text[length++] = bytes[i];
        }
      }
      byte[] base64 = Arrays.copyOf(text, length);
      try {
        blocks.add(new Block(label, Base64.getDecoder().decode(base64)));
      } finally {
        Arrays.fill(base64, (byte) 0);
      }
    } catch (IllegalArgumentException e) {
      // Without the cause, which quotes a character.
      throw wrong("has a block that is not base64");
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** Only lines that may be a boundary become a text. */
  private static String shortLine(byte[] bytes, int from, int to) {
    boolean boundary = to - from < 80 && to - from > 10 && bytes[from] == '-';
    return boundary ? new String(bytes, from, to - from, US_ASCII).stripTrailing() : "";
  }

  private static int endOfLine(byte[] bytes, int from) {
    int end = from;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  @Override
  public void close() {
    blocks.forEach(block -> Arrays.fill(block.der, (byte) 0));
  }
}
