package dev.provisioning.kms.envelope;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The plaintext of a sealed file, frame by frame. Before the first byte the last frame was opened,
 * so that the size is authentic.
 */
final class EnvelopeChannel implements SeekableByteChannel {
  private final ReentrantLock lock = new ReentrantLock();
  private final FileChannel file;
  private final long start;
  private final long sealedSize;
  private final long size;
  private final MessageKeys keys;
  private final FrameCipher cipher;
  private final byte[] plaintext = new byte[Frames.PLAINTEXT];
  private long opened = -1;
  private long position;
  private boolean closed;

  /** Owns file and keys from now on, unless this throws. */
  EnvelopeChannel(FileChannel file, Header header, MessageKeys keys, CipherSource ciphers)
      throws IOException {
    this.file = file;
    this.start = header.length();
    this.sealedSize = file.size() - start;
    this.size = Frames.openedSize(sealedSize);
    this.keys = keys;
    this.cipher = ciphers.with(keys.payload());
    open(lastFrame());
  }

  private long lastFrame() {
    return Frames.countOfSealed(sealedSize) - 1;
  }

  private void open(long index) throws IOException {
    if (opened == index) {
      return;
    }
    opened = -1;
    long offset = index * Frames.SEALED;
    int length = (int) Math.min(Frames.SEALED, sealedSize - offset);
    byte[] sealed = DiskFiles.read(file, start + offset, length);
    if (sealed.length < length) {
      throw Invalid.truncated();
    }
    cipher.open(index, index == lastFrame(), sealed, 0, length, plaintext, 0);
    opened = index;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    lock.lock();
    try {
      refuseClosed();
      if (position >= size) {
        return -1;
      }
      int total = 0;
      while (target.hasRemaining() && position < size) {
        open(position / Frames.PLAINTEXT);
        int from = (int) (position % Frames.PLAINTEXT);
        int length = (int) Math.min(Frames.PLAINTEXT - from, size - position);
        int n = Math.min(length, target.remaining());
        target.put(plaintext, from, n);
        position += n;
        total += n;
      }
      return total;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long position() throws IOException {
    lock.lock();
    try {
      refuseClosed();
      return position;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    if (newPosition < 0) {
      throw new IllegalArgumentException("a position is not negative");
    }
    lock.lock();
    try {
      refuseClosed();
      position = newPosition;
      return this;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long size() throws IOException {
    lock.lock();
    try {
      refuseClosed();
      return size;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        Arrays.fill(plaintext, (byte) 0);
        keys.close();
        file.close();
      }
    } finally {
      lock.unlock();
    }
  }

  private void refuseClosed() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }
}
