package dev.provisioning.kms.age;

import dev.provisioning.kms.age.format.Payload;
import dev.provisioning.kms.age.stream.ChunkSealer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Encrypts what is written to it.
 *
 * <p>Only {@link #finish} completes the file. A stream that is closed without it, because an
 * exception is on its way, leaves a file that every reader calls truncated, and not one that looks
 * complete. After a failure every call fails. For one thread.
 *
 * <pre>{@code
 * try (AgeOutputStream file = encryption.sealTo(Files.newOutputStream(path))) {
 *   writeReport(file);
 *   file.finish();
 * }
 * }</pre>
 */
public final class AgeOutputStream extends OutputStream {
  private static final int FIRST_BUFFER_BYTES = 1024;

  private final FileWriter file;
  private final OutputStream out;
  private final ChunkSealer chunks;
  private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
  private int buffered;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    FAILED,
    FINISHED,
    CLOSED
  }

  AgeOutputStream(FileWriter file, OutputStream out) {
    this.file = file;
    this.out = out;
    this.chunks = file.sealer();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /**
   * Encrypts bytes. They leave in chunks of 64 KiB.
   *
   * @param bytes the array, not kept and not changed
   * @param offset where the bytes start
   * @param length how many there are
   * @throws IOException if the target fails, or the stream has failed, is finished, or is closed
   */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    requireOpen();
    int done = 0;
    while (done < length) {
      // A full chunk waits for the next byte, because it may turn out to be the last one.
      if (buffered == Payload.CHUNK_BYTES) {
        seal(false);
      }
      int n = Math.min(length - done, Payload.CHUNK_BYTES - buffered);
      makeRoom(n);
      System.arraycopy(bytes, offset + done, buffer, buffered, n);
      buffered += n;
      done += n;
    }
  }

  /**
   * Writes the last chunk, ends the text form, and flushes. The target stays open.
   *
   * @throws IOException if the target fails, or the stream has failed, is finished, or is closed
   */
  public void finish() throws IOException {
    requireOpen();
    seal(true);
    state = State.FAILED;
    file.end();
    state = State.FINISHED;
    wipe();
  }

  /**
   * Flushes the target. Plaintext that does not fill a chunk stays where it is: ending a chunk
   * early is not possible in the format.
   *
   * @throws IOException if the target fails
   */
  @Override
  public void flush() throws IOException {
    if (state != State.CLOSED) {
      out.flush();
    }
  }

  /**
   * Closes the target.
   *
   * @throws IOException if the file was not finished, or the target fails; a second call does
   *     nothing
   */
  @Override
  public void close() throws IOException {
    if (state == State.CLOSED) {
      return;
    }
    boolean finished = state == State.FINISHED;
    state = State.CLOSED;
    wipe();
    out.close();
    if (!finished) {
      throw new IOException("closed without finish(): the age file is truncated");
    }
  }

  private void seal(boolean last) throws IOException {
    // Until the write is done nobody knows how much of the chunk is out.
    state = State.FAILED;
    chunks.write(buffer, buffered, last);
    state = State.OPEN;
    buffered = 0;
  }

  private void makeRoom(int length) {
    int needed = buffered + length;
    if (needed > buffer.length) {
      byte[] old = buffer;
      int size = Math.max(needed, 2 * old.length);
      buffer = Arrays.copyOf(old, Math.min(size, Payload.CHUNK_BYTES));
      Arrays.fill(old, (byte) 0);
    }
  }

  private void wipe() {
    Arrays.fill(buffer, (byte) 0);
    chunks.close();
  }

  private void requireOpen() throws IOException {
    switch (state) {
      case OPEN -> {}
      case FAILED -> throw new IOException("the age file has failed before");
      case FINISHED -> throw new IOException("the age file is finished");
      case CLOSED -> throw new IOException("the age file is closed");
    }
  }
}
