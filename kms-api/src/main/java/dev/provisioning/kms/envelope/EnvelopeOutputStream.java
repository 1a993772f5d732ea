package dev.provisioning.kms.envelope;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Seals what is written to it.
 *
 * <p>Only {@link #finish} completes the message. A stream that is closed without it, because an
 * exception is on its way, leaves a message that every reader calls truncated, and not one that
 * looks complete. After a failure every call fails. Meant for one thread; the calls of several come
 * one after the other.
 *
 * <pre>{@code
 * try (EnvelopeOutputStream out = envelope.sealTo(Files.newOutputStream(path), context)) {
 *   writeReport(out);
 *   out.finish();
 * }
 * }</pre>
 */
public final class EnvelopeOutputStream extends OutputStream {
  private final FrameSealer frames;
  private final OutputStream target;

  /** Two threads in one frame would seal its index twice, which gives GCM's keys away. */
  private final ReentrantLock lock = new ReentrantLock();

  private State state = State.OPEN;

  private enum State {
    OPEN,
    FAILED,
    FINISHED,
    CLOSED
  }

  EnvelopeOutputStream(FrameSealer frames, OutputStream target) {
    this.frames = frames;
    this.target = target;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /**
   * Seals bytes. They leave in frames of 64 KiB.
   *
   * @param bytes the array, neither kept nor changed
   * @param offset where the bytes start
   * @param length how many there are
   * @throws IOException if the target fails, or the stream has failed, is finished, or is closed
   */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    lock.lock();
    try {
      requireOpen();
      // Until a write is done nobody knows how much of it is out.
      state = State.FAILED;
      frames.write(bytes, offset, length);
      state = State.OPEN;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes the last frame and flushes. The target stays open.
   *
   * @throws IOException if the target fails, or the stream has failed, is finished, or is closed
   */
  public void finish() throws IOException {
    lock.lock();
    try {
      requireOpen();
      state = State.FAILED;
      frames.finish();
      target.flush();
      state = State.FINISHED;
      frames.close();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Flushes the target. Plaintext that does not fill a frame stays where it is: no frame ends
   * early.
   *
   * @throws IOException if the target fails
   */
  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      if (state != State.CLOSED) {
        target.flush();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes the target and wipes the keys.
   *
   * @throws IOException if the message was not finished, or the target fails; a second call does
   *     nothing
   */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (state == State.CLOSED) {
        return;
      }
      boolean finished = state == State.FINISHED;
      state = State.CLOSED;
      frames.close();
      target.close();
      if (!finished) {
        throw new IOException("closed without finish(): the envelope is truncated");
      }
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() throws IOException {
    switch (state) {
      case OPEN -> {}
      case FAILED -> throw new IOException("the envelope has failed before");
      case FINISHED -> throw new IOException("the envelope is finished");
      case CLOSED -> throw new IOException("the envelope is closed");
    }
  }
}
