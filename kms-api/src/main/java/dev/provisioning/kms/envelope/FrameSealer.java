package dev.provisioning.kms.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Seals the frames of one message in order, on several threads if there are some. */
final class FrameSealer implements AutoCloseable {
  private final OutputStream target;
  private final MessageKeys keys;
  private final Batches<SealBatch> batches;
  private final int framesEach;
  private @Nullable SealBatch current;
  private final LongConsumer ended;
  private long index;
  private long total;
  private boolean told;

  /** Tells once of the number of plaintext bytes, of a message that is given up too. */
  FrameSealer(
      OutputStream target,
      MessageKeys keys,
      CipherSource ciphers,
      Workers workers,
      LongConsumer ended) {
    this.target = target;
    this.ended = ended;
    this.keys = keys;
    this.framesEach = Batches.frames(workers);
    this.batches =
        new Batches<>(
            workers,
            () -> new SealBatch(ciphers.with(keys.payload()), framesEach),
            SealBatch::seal,
            SealBatch::wipe);
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int n = room().put(bytes, offset + done, length - done);
      done += n;
      total += n;
    }
  }

  /** Takes all that a source holds; returns how much that was. */
  long transferFrom(InputStream source) throws IOException {
    long before = total;
    byte[] ahead = new byte[1];
    while (true) {
      // Whether a full batch is the last one shows only when the source has ended.
      int n = source.read();
      if (n < 0) {
        return total - before;
      }
      ahead[0] = (byte) n;
      SealBatch batch = room();
      total += batch.put(ahead, 0, 1);
      total += batch.fill(source);
      writeFinished();
    }
  }

  /** Seals the last frame and writes all. */
  void finish() throws IOException {
    SealBatch batch = current == null ? fresh() : current;
    batch.end();
    current = null;
    batches.start(batch);
    while (writeOldest()) {
      // Until nothing is left.
    }
    tell();
  }

  private void tell() {
    if (!told) {
      told = true;
      ended.accept(total);
    }
  }

  /** A batch that is not full: a full one goes only when it is known that more follows. */
  private SealBatch room() throws IOException {
    SealBatch batch = current;
    if (batch != null && !batch.isFull()) {
      return batch;
    }
    if (batch != null) {
      current = null;
      batches.start(batch);
    }
    return fresh();
  }

  private SealBatch fresh() throws IOException {
    SealBatch batch = batches.free();
    while (batch == null) {
      writeOldest();
      batch = batches.free();
    }
    current = batch.startingAt(index);
    index += framesEach;
    return batch;
  }

  private void writeFinished() throws IOException {
    while (batches.oldestIsDone()) {
      writeOldest();
    }
  }

  private boolean writeOldest() throws IOException {
    SealBatch batch = batches.oldest();
    if (batch == null) {
      return false;
    }
    try {
      batch.writeTo(target);
    } finally {
      batches.recycle(batch);
    }
    return true;
  }

  /** Wipes plaintext and keys. */
  @Override
  public void close() {
    if (current != null) {
      batches.recycle(Objects.requireNonNull(current));
      current = null;
    }
    batches.close();
    keys.close();
    tell();
  }
}
