package dev.provisioning.kms.age.stream;

import dev.provisioning.kms.age.crypto.PayloadKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Seals the chunks of one payload on several threads. */
public final class ParallelSealer {
  private final InputStream source;
  private final OutputStream target;
  private final PayloadKey key;

  /**
   * Prepares one payload.
   *
   * @param source the plaintext
   * @param target where the chunks go, in order
   * @param key the key of the payload, destroyed by {@link #run}
   */
  public ParallelSealer(InputStream source, OutputStream target, PayloadKey key) {
    this.source = source;
    this.target = target;
    this.key = key;
  }

  /**
   * Seals all chunks. Every thread it started has ended when it returns or throws.
   *
   * @param threads the number of workers
   * @return the number of plaintext bytes
   * @throws IOException the failure of a stream, or an interrupt
   */
  public long run(int threads) throws IOException {
    try (BatchPipeline<SealBatch> pipeline =
        new BatchPipeline<>(threads, () -> new SealBatch(key), SealBatch::wipe)) {
      long total = readAll(pipeline);
      while (write(pipeline, pipeline.oldest())) {
        // Until nothing is left.
      }
      return total;
    } finally {
      key.destroy();
    }
  }

  private long readAll(BatchPipeline<SealBatch> pipeline) throws IOException {
    long total = 0;
    long index = 0;
    int ahead = -1;
    boolean last = false;
    while (!last) {
      while (write(pipeline, pipeline.finished())) {
        // Until the oldest is still being sealed.
      }
      SealBatch batch = pipeline.free();
      while (batch == null) {
        write(pipeline, pipeline.oldest());
        batch = pipeline.free();
      }
      boolean filled = false;
      try {
        total += batch.fill(source, index, ahead);
        // Whether a full batch is the last one shows only when the source has ended.
        ahead = batch.isFull() ? source.read() : -1;
        filled = true;
      } finally {
        if (!filled) {
          batch.wipe();
        }
      }
      last = ahead < 0;
      batch.setLast(last);
      index += SealBatch.CHUNKS;
      pipeline.start(batch);
    }
    return total;
  }

  /** Returns false if there was no batch. */
  private boolean write(BatchPipeline<SealBatch> pipeline, @Nullable SealBatch batch)
      throws IOException {
    if (batch == null) {
      return false;
    }
    try {
      batch.write(target);
    } finally {
      pipeline.recycle(batch);
    }
    return true;
  }
}
