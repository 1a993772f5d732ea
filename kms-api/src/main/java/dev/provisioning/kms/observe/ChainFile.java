package dev.provisioning.kms.observe;

import dev.provisioning.kms.KmsClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file that a chain grows in. A write that failed leaves the chain where it was: what came of
 * it is cut off again, at the latest with the next write. Not safe for use by several threads.
 */
final class ChainFile implements AutoCloseable {
  private final Path path;
  private final @Nullable ChainKey key;
  private final KmsClock clock;
  private final AuditStorage.Opener disk;
  private @Nullable AuditStorage file;
  private @Nullable Object identity;
  private AuditHead head = AuditHead.NONE;
  private long size;
  private boolean doubtful;

  ChainFile(Path path, @Nullable ChainKey key, KmsClock clock, AuditStorage.Opener disk) {
    this.disk = disk;
    this.path = path;
    this.key = key;
    this.clock = clock;
  }

  AuditHead head() {
    return head;
  }

  long size() {
    return size;
  }

  /** Starts lines that go after those in the file, which is opened if need be. */
  Lines follow() throws IOException {
    if (file == null) {
      open();
    }
    return new Lines(head, key);
  }

  String note(String type, Members members) {
    return AuditRecord.note(type, members).body(clock.now());
  }

  private void open() throws IOException {
    Folders.create(path);
    AuditStorage opened = disk.open(path);
    file = opened;
    try {
      identity = attributes().fileKey();
      Tail tail = Tail.of(opened);
      size = tail.wholeSize();
      doubtful = tail.isTorn();
      Optional<Path> older = tail.hasLines() ? Optional.empty() : Folders.newest(path);
      head = (older.isPresent() ? lastOf(older.get()) : tail.head(key)).orElse(AuditHead.NONE);
      if (tail.isTorn() || !tail.hasLines()) {
        append(new Lines(head, key).add(opening(tail, older)), true);
        Folders.sync(Folders.of(path));
      }
    } catch (IOException | RuntimeException e) {
      file = null;
      opened.close();
      throw e;
    }
  }

  private String opening(Tail tail, Optional<Path> older) {
    if (tail.hasLines()) {
      return note("recovered", tail.describe(new Members()));
    }
    Members members = new Members();
    older.ifPresent(it -> members.add("after", String.valueOf(it.getFileName())));
    members.add("format", "kms-audit/1");
    return note(older.isPresent() ? AuditLine.CONTINUED : AuditLine.BEGIN, tail.describe(members));
  }

  private Optional<AuditHead> lastOf(Path older) throws IOException {
    try (RandomAccessFile filled = new RandomAccessFile(older.toFile(), "r")) {
      return Tail.of(filled).head(key);
    }
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class);
  }

  /** Writes lines that were started by {@link #follow}: all of them, or none. */
  void append(Lines lines, boolean sync) throws IOException {
    AuditStorage out = Objects.requireNonNull(file);
    byte[] bytes = lines.toBytes();
    if (!doubtful) {
      requireUntouched();
    }
    boolean torn = doubtful;
    try {
      // Over what was torn and only then cut: a crash in between loses no trace of it.
      boolean longer = torn && out.length() > size + bytes.length;
      doubtful = true;
      out.seek(size);
      out.write(bytes);
      if (longer) {
        out.setLength(size + bytes.length);
      }
      if (sync) {
        out.sync();
      }
      doubtful = false;
    } catch (IOException e) {
      if (!torn) {
        cut(out, e);
      }
      throw e;
    }
    size += bytes.length;
    head = lines.head();
  }

  private void cut(AuditStorage out, IOException because) {
    try {
      out.setLength(size);
      out.sync();
      doubtful = false;
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  /** A record that goes into a file which somebody removed or cut is no record. */
  private void requireUntouched() throws IOException {
    BasicFileAttributes now = attributes();
    if (now.size() != size || !Objects.equals(now.fileKey(), identity)) {
      throw new IOException("somebody else changed or replaced the file");
    }
  }

  /** Gives the file the name of its last record and goes on in a new one. */
  void rotate() throws IOException {
    Lines last = follow().add(note("checkpoint", new Members().add("reason", "rotation")));
    append(last, true);
    close();
    Files.move(path, Folders.rotated(path, head.sequence()));
    Folders.sync(Folders.of(path));
    open();
  }

  @Override
  public void close() throws IOException {
    AuditStorage open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
