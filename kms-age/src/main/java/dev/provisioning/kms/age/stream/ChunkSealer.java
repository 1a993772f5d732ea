package dev.provisioning.kms.age.stream;

import dev.provisioning.kms.age.crypto.ChunkCipher;
import dev.provisioning.kms.age.crypto.PayloadKey;
import dev.provisioning.kms.age.format.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Seals one chunk after the other. For one thread. */
public final class ChunkSealer implements AutoCloseable {
  private final OutputStream target;
  private final PayloadKey key;
  private final ChunkCipher cipher;
  private byte[] sealed = {};
  private long index;

  /**
   * Starts before the first chunk.
   *
   * @param target where the chunks go
   * @param key the key of the payload, destroyed by {@link #close}
   */
  public ChunkSealer(OutputStream target, PayloadKey key) {
    this.target = target;
    this.key = key;
    this.cipher = ChunkCipher.of(key);
  }

  /**
   * Seals and writes the next chunk.
   *
   * @param plaintext its bytes, from the start of the array
   * @param length 64 KiB unless it is the last one
   * @param last whether it is the last one
   * @throws IOException if the target fails
   */
  public void write(byte[] plaintext, int length, boolean last) throws IOException {
    int size = length + Payload.TAG_BYTES;
    if (sealed.length < size) {
      sealed = new byte[size];
    }
    cipher.seal(Payload.chunkNonce(index++, last), plaintext, 0, length, sealed, 0);
    target.write(sealed, 0, size);
  }

  /**
   * Seals all that a source holds, up to and including the last chunk.
   *
   * @param source read to its end
   * @return the number of plaintext bytes
   * @throws IOException if the source or the target fails
   */
  public long transferFrom(InputStream source) throws IOException {
    byte[] chunk = new byte[Payload.CHUNK_BYTES];
    try {
      long total = 0;
      int length = source.readNBytes(chunk, 0, chunk.length);
      while (length == chunk.length) {
        total += length;
        // Whether a full chunk is the last one shows only when the source has ended.
        int next = source.read();
        write(chunk, length, next < 0);
        if (next < 0) {
          return total;
        }
        chunk[0] = (byte) next;
        length = 1 + source.readNBytes(chunk, 1, chunk.length - 1);
      }
      write(chunk, length, true);
      return total + length;
    } finally {
      Arrays.fill(chunk, (byte) 0);
    }
  }

  /** Destroys the key. */
  @Override
  public void close() {
    key.destroy();
  }
}
