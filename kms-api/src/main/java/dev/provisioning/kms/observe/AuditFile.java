package dev.provisioning.kms.observe;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsEvent;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsListener;
import dev.provisioning.kms.observe.GroupCommit.Entry;
import dev.provisioning.kms.observe.GroupCommit.NotWritten;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An audit file in which each record names the hash of the one before: whoever changes, removes,
 * adds or moves a record breaks the chain, and {@link AuditVerifier} finds the place. A chain
 * cannot show that its newest records were cut off; for that its {@link #head} has to be known
 * elsewhere.
 *
 * <p>The record of an operation is written before its result is returned. That of an operation that
 * returns a plaintext or a key, or changes one, is then on the disk (fsync); several threads share
 * one sync. Other records, failures and refusals among them, are on the disk with the next of
 * those, at each checkpoint and when the file is closed; a crash of this program loses none.
 *
 * <p>Safe for use by many threads, and the only writer of its file.
 */
public final class AuditFile implements KmsListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);
  private static final Logger HEADS = LoggerFactory.getLogger(AuditLogger.LOGGER);

  private final Path path;
  private final KmsClock clock;
  private final boolean failClosed;
  private final int checkpointEvery;
  private final long rotateBytes;
  private final WriterLock lock;
  private final ChainFile chain;
  private final GroupCommit commit = new GroupCommit(this::write);
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile AuditHead head;
  private volatile Supplier<Map<String, String>> facts = Map::of;

  /** Since the last checkpoint; only for who writes. */
  private int unchecked;

  private AuditFile(AuditFileBuilder builder, WriterLock lock, ChainFile chain) {
    this.path = builder.file;
    this.clock = builder.clock;
    this.failClosed = builder.failClosed;
    this.checkpointEvery = builder.checkpointEvery;
    this.rotateBytes = builder.rotateBytes;
    this.lock = lock;
    this.chain = chain;
    this.head = chain.head();
  }

  /**
   * Starts to open a file.
   *
   * @param file where the records go; full files get its name and the number of their last record
   * @return a builder
   */
  public static AuditFileBuilder builder(Path file) {
    return new AuditFileBuilder(Objects.requireNonNull(file, "file"));
  }

  static AuditFile open(AuditFileBuilder builder) {
    @Nullable ChainKey key = builder.key == null ? null : ChainKey.of(builder.key);
    ChainFile chain = new ChainFile(builder.file, key, builder.clock, builder.disk);
    try {
      WriterLock lock = WriterLock.acquire(builder.file, builder.lockTimeout, builder.clock);
      try {
        chain.follow();
        return new AuditFile(builder, lock, chain);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION, "cannot open the audit file " + Reason.of(builder.file, e), e);
    }
  }

  /**
   * Writes the record of an operation.
   *
   * @param event what happened
   * @throws KmsException UNAVAILABLE if it cannot be written and the file fails closed
   */
  @Override
  public void on(KmsEvent event) {
    onAll(List.of(event));
  }

  /**
   * Writes the records of a batch, with one sync for each 64 KiB of them.
   *
   * @param events what happened
   * @throws KmsException UNAVAILABLE if one of them cannot be written and the file fails closed
   */
  @Override
  public void onAll(List<KmsEvent> events) {
    Map<String, String> more = facts.get();
    record(events.stream().map(event -> record(event, more)).toList());
  }

  private static AuditRecord record(KmsEvent event, Map<String, String> facts) {
    AuditRecord record = AuditRecord.of(event);
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      record = record.with(fact.getKey(), fact.getValue());
    }
    return record;
  }

  /**
   * Writes the record of what is no event, such as a refusal.
   *
   * @param record what happened
   * @throws KmsException UNAVAILABLE if it cannot be written and the file fails closed
   */
  public void record(AuditRecord record) {
    record(List.of(record));
  }

  private void record(List<AuditRecord> several) {
    List<Entry> entries =
        several.stream().map(r -> new Entry(r.body(clock.now()), r.isDurable())).toList();
    try {
      commit.submit(entries);
    } catch (IOException e) {
      failed(e, e instanceof NotWritten some ? some.count() : entries.size());
      return;
    }
    if (failing.compareAndSet(true, false)) {
      LOG.warn("the audit file {} is written again", path);
    }
  }

  private void failed(IOException e, int count) {
    failures.addAndGet(count);
    lost.addAndGet(count);
    if (failing.compareAndSet(false, true)) {
      LOG.error("cannot write the audit file {}", Reason.of(path, e));
    }
    if (failClosed) {
      throw KmsException.of(
          ErrorCode.UNAVAILABLE, "cannot write the audit file " + Reason.of(path, e), e);
    }
  }

  /** Called by one thread at a time. */
  private void write(List<Entry> entries) throws IOException {
    if (rotateBytes > 0 && chain.size() >= rotateBytes) {
      chain.rotate();
      head = chain.head();
      unchecked = 0;
      tell();
    }
    long missing = lost.get();
    Lines lines = started(missing);
    entries.forEach(entry -> lines.add(entry.body()));
    boolean checkpoint = unchecked + entries.size() >= checkpointEvery;
    if (checkpoint) {
      lines.add(checkpoint("interval"));
    }
    chain.append(lines, checkpoint || entries.stream().anyMatch(Entry::durable));
    lost.addAndGet(-missing);
    records.addAndGet(entries.size());
    unchecked = checkpoint ? 0 : unchecked + entries.size();
    head = chain.head();
    if (checkpoint) {
      tell();
    }
  }

  /** Lines that begin with what could not be told when it happened. */
  private Lines started(long missing) throws IOException {
    Lines lines = chain.follow();
    return missing == 0
        ? lines
        : lines.add(chain.note("lost", new Members().add("count", missing)));
  }

  private String checkpoint(String reason) {
    return chain.note("checkpoint", new Members().add("reason", reason));
  }

  /** The log leaves this machine, if anything does. */
  private void tell() {
    if (HEADS.isInfoEnabled()) {
      Members members =
          new Members().add("file", path.toString()).add("head", chain.head().toString());
      HEADS.info("{}", "{" + chain.note("checkpoint", members) + "}");
    }
  }

  /**
   * Names what is written into the record of each operation beyond its event, such as {@code
   * request_id} and {@code identity}.
   *
   * @param source asked on the thread of the operation; names and values as in {@link
   *     AuditRecord#with(String, String)}
   */
  public void facts(Supplier<Map<String, String>> source) {
    facts = Objects.requireNonNull(source, "source");
  }

  /**
   * Returns the newest record that was written.
   *
   * @return the end of the chain
   */
  public AuditHead head() {
    return head;
  }

  /**
   * Returns the file that is written.
   *
   * @return its absolute path
   */
  public Path path() {
    return path;
  }

  /**
   * Returns how many records have been written since this was opened, without those of the chain
   * itself.
   *
   * @return the number
   */
  public long records() {
    return records.get();
  }

  /**
   * Returns how many records could not be written since this was opened.
   *
   * @return the number
   */
  public long failures() {
    return failures.get();
  }

  /**
   * Goes on in a new file; the old one gets the number of its last record as a suffix. Other
   * programs must not rename the file while it is written.
   *
   * @throws KmsException UNAVAILABLE if the disk refuses
   */
  public void rotate() {
    try {
      commit.alone(
          () -> {
            chain.rotate();
            head = chain.head();
            unchecked = 0;
            tell();
          });
    } catch (IOException e) {
      throw KmsException.of(
          ErrorCode.UNAVAILABLE, "cannot rotate the audit file " + Reason.of(path, e), e);
    }
  }

  /**
   * Writes a checkpoint if there were records since the last one, and lets others write the file.
   * Idempotent.
   *
   * @throws KmsException UNAVAILABLE if the checkpoint could not be written
   */
  @Override
  public void close() {
    try {
      commit.close(this::end);
    } catch (IOException e) {
      throw KmsException.of(
          ErrorCode.UNAVAILABLE, "cannot close the audit file " + Reason.of(path, e), e);
    }
  }

  private void end() throws IOException {
    try (lock;
        chain) {
      if (unchecked > 0 || lost.get() > 0) {
        Lines lines = started(lost.get());
        chain.append(lines.add(checkpoint("stop")), true);
        head = chain.head();
        tell();
      }
    }
  }

  @Override
  public String toString() {
    return "AuditFile[" + path + ", " + head.sequence() + " records]";
  }
}
