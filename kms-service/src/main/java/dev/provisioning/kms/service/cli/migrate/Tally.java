package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.service.cli.exit.Exit;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Counts a run, and says when it has to stop. Safe for use by many threads. */
public final class Tally {
  /** One dead server must not be asked for each of a hundred thousand files. */
  static final int OUTAGES_IN_A_ROW = 10;

  /** A hostile tree may name any number of keys. */
  private static final int MOST_GROUPS = 200;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final Map<Group, Long> groups = new TreeMap<>();
  private final long mostFailures;
  private long failed;
  private int outages;
  private int exitCode = Exit.OK;
  private @Nullable String stopped;

  /**
   * Starts at zero.
   *
   * @param mostFailures the number of failures that stops a run
   */
  public Tally(long mostFailures) {
    this.mostFailures = mostFailures;
  }

  /**
   * Files or lines of one kind under one key with one outcome.
   *
   * @param kind what they are
   * @param source the keys that they are under
   * @param outcome what happened to them
   */
  public record Group(Kind kind, String source, Outcome outcome) implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      int byKind = kind.compareTo(other.kind);
      int bySource = byKind == 0 ? source.compareTo(other.source) : byKind;
      return bySource == 0 ? outcome.compareTo(other.outcome) : bySource;
    }
  }

  void add(Result result) {
    lock.lock();
    try {
      outcomes.merge(result.outcome(), 1L, Long::sum);
      Group group = new Group(result.kind(), result.source(), result.outcome());
      boolean room = groups.size() < MOST_GROUPS || groups.containsKey(group);
      groups.merge(
          room ? group : new Group(result.kind(), "(others)", result.outcome()), 1L, Long::sum);
      // Only a file that needed a backend shows that it is there.
      outages = result.outcome() == Outcome.MOVED ? 0 : outages;
    } finally {
      lock.unlock();
    }
  }

  void add(Trouble trouble) {
    lock.lock();
    try {
      failed++;
      exitCode = Trouble.worse(exitCode, trouble.exitCode());
      // A bad file between them does not show that the backend is back.
      outages += trouble.outage() ? 1 : 0;
      if (trouble.exitCode() == Exit.INTERRUPTED) {
        stop("interrupted");
      } else if (outages >= OUTAGES_IN_A_ROW) {
        stop(outages + " failures without a success show that the backend cannot be used now");
      } else if (failed >= mostFailures) {
        stop("this is as many failures as --max-failures allows");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes no new work; what is under way ends as it would have. */
  public void interrupt() {
    lock.lock();
    try {
      exitCode = Exit.INTERRUPTED;
      stop("interrupted");
    } finally {
      lock.unlock();
    }
  }

  boolean isInterrupted() {
    return exitCode() == Exit.INTERRUPTED;
  }

  /** Ends the run after a failure that is not one of a file and is told by an exception. */
  void abandon() {
    lock.lock();
    try {
      stop("given up");
    } finally {
      lock.unlock();
    }
  }

  private void stop(String why) {
    stopped = stopped == null ? why : stopped;
  }

  /**
   * Tells why the run stops before its end.
   *
   * @return a reason for people, or null
   */
  public @Nullable String stopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts one outcome.
   *
   * @param outcome the outcome
   * @return the number of files or lines
   */
  public long count(Outcome outcome) {
    lock.lock();
    try {
      return outcomes.getOrDefault(outcome, 0L);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts failures.
   *
   * @return the number of files or lines that could not be moved
   */
  public long failed() {
    lock.lock();
    try {
      return failed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts everything.
   *
   * @return the number of files or lines that were looked at
   */
  public long total() {
    lock.lock();
    try {
      return failed + outcomes.values().stream().mapToLong(Long::longValue).sum();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts by kind, key and outcome.
   *
   * @return the groups in their order, with their numbers
   */
  public Map<Group, Long> groups() {
    lock.lock();
    try {
      return new TreeMap<>(groups);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the exit code of the worst failure.
   *
   * @return one of {@link Exit}
   */
  public int exitCode() {
    lock.lock();
    try {
      return exitCode;
    } finally {
      lock.unlock();
    }
  }
}
