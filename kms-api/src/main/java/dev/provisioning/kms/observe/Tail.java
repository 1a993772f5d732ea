package dev.provisioning.kms.observe;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of an audit file: the last whole line, and what a crash left after it. Only as much is
 * read as one write can have torn, so that a large file opens as fast as a small one.
 */
final class Tail {
  private static final int MOST = 4 * AuditLine.MOST;

  private final byte @Nullable [] last;
  private final byte[] torn;
  private final long wholeSize;

  private Tail(byte @Nullable [] last, byte[] torn, long wholeSize) {
    this.last = last;
    this.torn = torn;
    this.wholeSize = wholeSize;
  }

  static Tail of(RandomAccessFile file) throws IOException {
    long size = file.length();
    byte[] end = new byte[(int) Math.min(size, MOST)];
    file.seek(size - end.length);
    file.readFully(end);
    int lineEnd = lastLineEnd(end, end.length);
    if (lineEnd < 0) {
      if (end.length < size) {
        throw new IOException("it does not end in lines of an audit");
      }
      return new Tail(null, end, 0);
    }
    byte[] last = Arrays.copyOfRange(end, lastLineEnd(end, lineEnd) + 1, lineEnd);
    byte[] torn = Arrays.copyOfRange(end, lineEnd + 1, end.length);
    return new Tail(last, torn, size - torn.length);
  }

  private static int lastLineEnd(byte[] bytes, int before) {
    int i = before - 1;
    while (i >= 0 && bytes[i] != '\n') {
      i--;
    }
    return i;
  }

  /** The size of the whole lines. */
  long wholeSize() {
    return wholeSize;
  }

  boolean hasLines() {
    return last != null;
  }

  /** Where the chain goes on; nothing if there is no line. */
  Optional<AuditHead> head(@Nullable ChainKey key) throws IOException {
    if (last == null) {
      return Optional.empty();
    }
    AuditLine line =
        AuditLine.parse(last)
            .orElseThrow(() -> new IOException("its last line is no record of an audit"));
    if (line.isKeyed() != (key != null)) {
      throw new IOException(
          line.isKeyed() ? "it was written with a key" : "it was written without a key");
    }
    if (key != null && !line.isAuthentic(last, key)) {
      throw new IOException("it was written with another key, or its last line was changed");
    }
    return Optional.of(new AuditHead(line.sequence(), LineHash.of(last)));
  }

  boolean isTorn() {
    return torn.length > 0;
  }

  /** Says what was torn, as far as there is room. */
  Members describe(Members members) {
    if (!isTorn()) {
      return members;
    }
    int shown = Math.min(torn.length, 1024);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < shown; i++) {
      text.append((char) (torn[i] & 0xFF));
    }
    return members
        .add("torn_bytes", torn.length)
        .add("torn_sha256", LineHash.of(torn))
        .add("torn", text.toString());
  }
}
