package dev.provisioning.kms.age.stream;

import dev.provisioning.kms.age.crypto.PayloadKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The plaintext of a payload. A failure is repeated by every later call. */
public final class PayloadInputStream extends InputStream {
  private final InputStream source;
  private final ChunkReader chunks;
  private int position;
  private int limit;
  private boolean ended;
  private boolean closed;
  private @Nullable IOException failure;

  /**
   * Starts before the first byte.
   *
   * @param source what follows the payload nonce; closed with this stream
   * @param key the key of the payload, destroyed with this stream
   */
  public PayloadInputStream(InputStream source, PayloadKey key) {
    this.source = source;
    this.chunks = new ChunkReader(source, key);
  }

  @Override
  public int read() throws IOException {
    return fill() ? chunks.plaintext()[position++] & 0xff : -1;
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
    int n = Math.min(length, limit - position);
    System.arraycopy(chunks.plaintext(), position, target, offset, n);
    position += n;
    return n;
  }

  @Override
  public int available() {
    return closed ? 0 : limit - position;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      chunks.close();
      source.close();
    }
  }

  /** Makes at least one byte available; false at the end. */
  private boolean fill() throws IOException {
    if (closed) {
      throw new IOException("the stream is closed");
    }
    if (failure != null) {
      throw failure;
    }
    try {
      while (position == limit && !ended) {
        position = 0;
        limit = 0;
        int length = chunks.next();
        ended = length < 0;
        limit = Math.max(0, length);
      }
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    return position < limit;
  }
}
