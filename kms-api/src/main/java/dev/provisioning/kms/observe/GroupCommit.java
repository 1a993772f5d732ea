package dev.provisioning.kms.observe;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets many threads share one write and one sync: whoever finds nobody writing writes for all who
 * wait. There is no thread of our own, and no lock is held during the write.
 */
final class GroupCommit {
  /** Keeps what a crash can tear off small enough to be looked at when the file is opened. */
  private static final int MOST_TOGETHER = 64 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Ticket> waiting = new ArrayDeque<>();
  private final Sink sink;
  private boolean writing;
  private boolean closed;

  /**
   * One record to be written.
   *
   * @param body its members
   * @param durable whether it has to be on the disk
   */
  record Entry(String body, boolean durable) {}

  /** Writes entries in their order, all of them or none. */
  @FunctionalInterface
  interface Sink {
    void write(List<Entry> entries) throws IOException;
  }

  /** Something else that must not meet a write. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  /** Some of the entries were not written. */
  static final class NotWritten extends IOException {
    private static final long serialVersionUID = 1L;

    private final int count;

    NotWritten(int count, @Nullable Throwable cause) {
      super(count == 1 ? "a record was not written" : count + " records were not written", cause);
      this.count = count;
    }

    int count() {
      return count;
    }
  }

  private static final class Ticket {
    private final Entry entry;
    private boolean done;
    private @Nullable Throwable failure;

    Ticket(Entry entry) {
      this.entry = entry;
    }
  }

  GroupCommit(Sink sink) {
    this.sink = sink;
  }

  /**
   * Returns when the entries are written, in their order and with as few writes as there are room
   * for; an interrupt does not take them back.
   */
  void submit(List<Entry> own) throws IOException {
    List<Ticket> tickets = own.stream().map(Ticket::new).toList();
    enqueue(tickets);
    // They are written in their order, so that all are done when the last one is.
    Ticket last = tickets.get(tickets.size() - 1);
    List<Ticket> batch = lead(last);
    while (!batch.isEmpty()) {
      List<Ticket> taken = batch;
      // Whatever fails of it, an error for want of memory too, ends the turn of this thread.
      done(taken, failure(() -> sink.write(taken.stream().map(t -> t.entry).toList())));
      batch = lead(last);
    }
    List<Ticket> failed = tickets.stream().filter(t -> t.failure != null).toList();
    if (!failed.isEmpty()) {
      throw new NotWritten(failed.size(), failed.get(0).failure);
    }
  }

  private void enqueue(List<Ticket> tickets) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("the audit file is closed");
      }
      waiting.addAll(tickets);
    } finally {
      lock.unlock();
    }
  }

  /** What this thread is to write; nothing once its own entry is done. */
  private List<Ticket> lead(Ticket own) {
    lock.lock();
    try {
      while (writing && !own.done) {
        changed.awaitUninterruptibly();
      }
      if (own.done) {
        return List.of();
      }
      List<Ticket> batch = take();
      writing = true;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private List<Ticket> take() {
    List<Ticket> batch = new ArrayList<>();
    int size = 0;
    while (!waiting.isEmpty() && size < MOST_TOGETHER) {
      Ticket next = waiting.remove();
      size += next.entry.body().length();
      batch.add(next);
    }
    return batch;
  }

  private static @Nullable Throwable failure(Action action) {
    try {
      action.run();
      return null;
    } catch (IOException | RuntimeException | Error e) {
      return e;
    }
  }

  private void done(List<Ticket> batch, @Nullable Throwable failure) {
    lock.lock();
    try {
      for (Ticket ticket : batch) {
        ticket.failure = failure;
        ticket.done = true;
      }
      writing = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many entries wait for the write that is under way. */
  int queued() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Runs an action while nobody writes. */
  void alone(Action action) throws IOException {
    if (claim(false)) {
      run(action);
    }
  }

  /** Waits for the entries that were submitted, refuses further ones, and runs the last action. */
  void close(Action last) throws IOException {
    if (claim(true)) {
      run(last);
    }
  }

  private boolean claim(boolean last) {
    lock.lock();
    try {
      boolean first = last && !closed;
      closed |= last;
      while (writing || (last && !waiting.isEmpty())) {
        changed.awaitUninterruptibly();
      }
      // Whoever waited may find it closed by then, when the file is somebody else's.
      boolean may = first || !closed;
      writing = may;
      return may;
    } finally {
      lock.unlock();
    }
  }

  private void run(Action action) throws IOException {
    @Nullable Throwable failure = failure(action);
    done(List.of(), failure);
    if (failure != null) {
      throw new IOException("the audit file could not be written", failure);
    }
  }
}
