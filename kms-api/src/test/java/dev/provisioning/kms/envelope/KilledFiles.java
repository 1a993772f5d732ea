package dev.provisioning.kms.envelope;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A disk whose power fails at one of its writes. What was written since the last {@code force} is
 * on it or not, sector by sector, as chance has it.
 */
final class KilledFiles implements FileLayer {
  static final int SECTOR = 512;

  private static final class Write {
    private final long position;
    private final byte[] bytes;

    Write(long position, byte[] bytes) {
      this.position = position;
      this.bytes = bytes;
    }
  }

  /** What ends a process: no exception that anybody handles. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final int killedAt;
  private final Random chance;
  int operations;

  /** Dies instead of finishing the operation of that number, counted from 0. */
  KilledFiles(int killedAt, long seed) {
    this.killedAt = killedAt;
    this.chance = new Random(seed);
  }

  @Override
  public EditableFile edit(Path file) throws IOException {
    return new Disk(file, Files.readAllBytes(file));
  }

  private final class Disk implements EditableFile {
    private final Path file;
    private final byte[] durable;
    private final List<Write> cached = new ArrayList<>();

    Disk(Path file, byte[] durable) {
      this.file = file;
      this.durable = durable;
    }

    @Override
    public byte[] read(long position, int count) {
      byte[] seen = durable.clone();
      cached.forEach(w -> ByteBuffer.wrap(seen).position((int) w.position).put(w.bytes));
      int end = (int) Math.min(seen.length, position + count);
      return Arrays.copyOfRange(seen, (int) Math.min(position, end), end);
    }

    @Override
    public void requireNamed() {}

    @Override
    public void write(long position, byte[] bytes) throws IOException {
      cached.add(new Write(position, bytes.clone()));
      dieWhenDue();
    }

    @Override
    public void force() throws IOException {
      dieWhenDue();
      cached.forEach(w -> ByteBuffer.wrap(durable).position((int) w.position).put(w.bytes));
      cached.clear();
      Files.write(file, durable);
    }

    private void dieWhenDue() throws IOException {
      if (operations++ == killedAt) {
        cached.forEach(this::keepSome);
        Files.write(file, durable);
        throw new Killed();
      }
    }

    private void keepSome(Write write) {
      for (int i = 0; i < write.bytes.length; i += SECTOR) {
        if (chance.nextBoolean()) {
          int length = Math.min(SECTOR, write.bytes.length - i);
          System.arraycopy(write.bytes, i, durable, (int) write.position + i, length);
        }
      }
    }

    /** A process that is alive leaves its writes to the system, which brings them to disk. */
    @Override
    public void close() throws IOException {
      if (operations <= killedAt) {
        cached.forEach(w -> ByteBuffer.wrap(durable).position((int) w.position).put(w.bytes));
        Files.write(file, durable);
      }
    }
  }
}
