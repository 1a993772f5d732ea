package dev.provisioning.kms.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Opens the frames of one message in order, on several threads if there are some. */
final class FrameOpener implements AutoCloseable {
  private final OutputStream target;
  private final MessageKeys keys;
  private final Batches<OpenBatch> batches;
  private final int framesEach;
  private long total;

  FrameOpener(OutputStream target, MessageKeys keys, CipherSource ciphers, Workers workers) {
    this.target = target;
    this.keys = keys;
    this.framesEach = Batches.frames(workers);
    this.batches =
        new Batches<>(
            workers,
            () -> new OpenBatch(ciphers.with(keys.payload()), framesEach),
            OpenBatch::open,
            OpenBatch::wipe);
  }

  /** Opens all frames; returns the number of plaintext bytes. */
  long transferFrom(InputStream source) throws IOException {
    long index = 0;
    int ahead = -1;
    do {
      while (batches.oldestIsDone()) {
        writeOldest();
      }
      OpenBatch batch = batches.free();
      while (batch == null) {
        writeOldest();
        batch = batches.free();
      }
      ahead = fill(batch, source, index, ahead);
      index += framesEach;
      batches.start(batch);
    } while (ahead >= 0);
    while (writeOldest()) {
      // Until nothing is left.
    }
    return total;
  }

  private int fill(OpenBatch batch, InputStream source, long index, int ahead) throws IOException {
    boolean filled = false;
    try {
      int next = batch.fill(source, index, ahead);
      filled = true;
      return next;
    } finally {
      if (!filled) {
        batches.recycle(batch);
      }
    }
  }

  private boolean writeOldest() throws IOException {
    OpenBatch batch = batches.oldest();
    if (batch == null) {
      return false;
    }
    try {
      total += batch.writeTo(target);
    } finally {
      batches.recycle(batch);
    }
    return true;
  }

  /** Wipes plaintext and keys. */
  @Override
  public void close() {
    batches.close();
    keys.close();
  }
}
