package dev.provisioning.kms.age.stream;

import dev.provisioning.kms.age.crypto.PayloadKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Opens the chunks of one payload on several threads; releases what one thread would release. */
public final class ParallelOpener {
  private final InputStream source;
  private final OutputStream target;
  private final PayloadKey key;
  private boolean last;
  private long total;

  /**
   * Prepares one payload.
   *
   * @param source what follows the payload nonce
   * @param target where the plaintext goes, in order, each chunk after its verification
   * @param key the key of the payload, destroyed by {@link #run}
   */
  public ParallelOpener(InputStream source, OutputStream target, PayloadKey key) {
    this.source = source;
    this.target = target;
    this.key = key;
  }

  /**
   * Opens all chunks. Every thread it started has ended when it returns or throws.
   *
   * @param threads the number of workers
   * @return the number of plaintext bytes
   * @throws IOException PAYLOAD, or the failure of a stream, or an interrupt
   */
  public long run(int threads) throws IOException {
    try (BatchPipeline<OpenBatch> pipeline =
        new BatchPipeline<>(threads, () -> new OpenBatch(key), OpenBatch::wipe)) {
      readAll(pipeline);
      while (release(pipeline, pipeline.oldest())) {
        // Until nothing is left.
      }
      if (!last) {
        throw ChunkOpener.truncated();
      }
      return total;
    } finally {
      key.destroy();
    }
  }

  private void readAll(BatchPipeline<OpenBatch> pipeline) throws IOException {
    long index = 0;
    boolean more = true;
    while (more) {
      // What is finished goes out before the source may block.
      while (release(pipeline, pipeline.finished())) {
        // Until the oldest is still being opened.
      }
      OpenBatch batch = pipeline.free();
      while (batch == null) {
        release(pipeline, pipeline.oldest());
        batch = pipeline.free();
      }
      more = batch.fill(source, index);
      index += OpenBatch.CHUNKS;
      pipeline.start(batch);
    }
  }

  /** Returns false if there was no batch. */
  private boolean release(BatchPipeline<OpenBatch> pipeline, @Nullable OpenBatch batch)
      throws IOException {
    if (batch == null) {
      return false;
    }
    if (last && !batch.isEmpty()) {
      throw ChunkOpener.trailing();
    }
    try {
      total += batch.release(target);
      last |= batch.isLast();
    } finally {
      pipeline.recycle(batch);
    }
    return true;
  }
}
