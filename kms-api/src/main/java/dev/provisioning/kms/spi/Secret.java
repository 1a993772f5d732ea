package dev.provisioning.kms.spi;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A secret setting: held in memory, or in a file that is read anew each time, so that a renewed
 * token needs no restart. Safe for use by many threads.
 */
public final class Secret implements AutoCloseable {
  private static final int MAX_FILE = 64 * 1024;

  private final char[] held;
  private final Path file;
  private final boolean fromFile;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  private Secret(char[] held, Path file, boolean fromFile) {
    this.held = held;
    this.file = file;
    this.fromFile = fromFile;
  }

  /**
   * Holds a copy of a secret.
   *
   * @param chars the secret; the caller wipes its array
   * @return the secret
   */
  public static Secret of(char[] chars) {
    return new Secret(chars.clone(), Path.of(""), false);
  }

  /**
   * Names a file that holds a secret in UTF-8, at most 64 KiB; one line end after it is ignored.
   *
   * @param file the file
   * @return the secret
   */
  public static Secret ofFile(Path file) {
    return new Secret(new char[0], file, true);
  }

  /**
   * Returns the secret.
   *
   * @return a new array, which the caller wipes
   * @throws KmsException CONFIGURATION if the file cannot be read, is empty or too large
   * @throws IllegalStateException after {@link #close()}: a wiped secret is not an answer
   */
  public char[] reveal() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this secret is closed");
      }
      if (!fromFile) {
        return held.clone();
      }
    } finally {
      lock.unlock();
    }
    // Without the lock, which guards only what is held: a slow file would hold up close().
    return read();
  }

  private char[] read() {
    byte[] bytes = {};
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE + 1);
      int length = bytes.length;
      length -= length > 0 && bytes[length - 1] == '\n' ? 1 : 0;
      length -= length > 0 && bytes[length - 1] == '\r' ? 1 : 0;
      if (length == 0 || bytes.length > MAX_FILE) {
        throw KmsException.of(
            ErrorCode.CONFIGURATION, "the secret file " + file + " is empty or above 64 KiB");
      }
      CharBuffer text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      char[] chars = Arrays.copyOf(text.array(), text.limit());
      Arrays.fill(text.array(), '\0');
      return chars;
    } catch (IOException e) {
      throw KmsException.of(ErrorCode.CONFIGURATION, "cannot read the secret file " + file, e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Wipes what is held in memory. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      Arrays.fill(held, '\0');
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return fromFile ? "Secret[" + file + "]" : "Secret[held]";
  }
}
