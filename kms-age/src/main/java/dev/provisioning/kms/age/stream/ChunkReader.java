package dev.provisioning.kms.age.stream;

import dev.provisioning.kms.age.crypto.PayloadKey;
import dev.provisioning.kms.age.format.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Opens one chunk after the other. For one thread; dead after the first failure. */
public final class ChunkReader implements AutoCloseable {
  private final InputStream source;
  private final PayloadKey key;
  private final ChunkOpener opener;
  private final byte[] sealed = new byte[Payload.SEALED_BYTES];
  private final byte[] plaintext = new byte[Payload.CHUNK_BYTES];
  private long index;

  /**
   * Starts before the first chunk.
   *
   * @param source what follows the payload nonce
   * @param key the key of the payload, destroyed by {@link #close}
   */
  public ChunkReader(InputStream source, PayloadKey key) {
    this.source = source;
    this.key = key;
    this.opener = new ChunkOpener(key);
  }

  /**
   * Opens the next chunk into {@link #plaintext}.
   *
   * @return the length of its plaintext, or -1 after the last chunk at the end of the source
   * @throws IOException PAYLOAD if the chunk is not authentic, or the failure of the source
   */
  public int next() throws IOException {
    if (index > 0 && opener.wasLast()) {
      if (source.read() >= 0) {
        throw ChunkOpener.trailing();
      }
      return -1;
    }
    // A source may deliver a few bytes at a time: only its end makes a short chunk.
    int length = source.readNBytes(sealed, 0, sealed.length);
    return opener.open(index++, sealed, 0, length, plaintext, 0);
  }

  /** Returns the buffer that {@link #next} fills. */
  byte[] plaintext() {
    return plaintext;
  }

  /**
   * Writes the plaintext of every remaining chunk.
   *
   * @param target where it goes, chunk by chunk, each after its verification
   * @return the number of bytes written
   * @throws IOException as from {@link #next}, or the failure of the target
   */
  public long transferTo(OutputStream target) throws IOException {
    long total = 0;
    for (int length = next(); length >= 0; length = next()) {
      target.write(plaintext, 0, length);
      total += length;
    }
    return total;
  }

  /** Wipes the plaintext and the key. */
  @Override
  public void close() {
    Arrays.fill(plaintext, (byte) 0);
    key.destroy();
  }
}
