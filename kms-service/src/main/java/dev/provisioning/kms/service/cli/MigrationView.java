package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.io.OneLine;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.migrate.Kind;
import dev.provisioning.kms.service.cli.migrate.Observer;
import dev.provisioning.kms.service.cli.migrate.Outcome;
import dev.provisioning.kms.service.cli.migrate.Place;
import dev.provisioning.kms.service.cli.migrate.Tally;
import dev.provisioning.kms.service.cli.migrate.Trouble;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run on standard error: on a terminal one line that is cleared in the end, and failures as
 * lines of their own unless they go to a report.
 */
final class MigrationView implements Observer, AutoCloseable {
  private static final long EVERY_NANOS = 100_000_000;
  private static final int BAR = 20;
  private static final String CLEAR = "\r\u001b[K";

  private final ReentrantLock lock = new ReentrantLock();
  private final Terminal terminal;
  private final @Nullable FailureReport report;
  private final long expected;
  private final boolean progress;
  private final LongSupplier nanoTime;
  private long shownAt;
  private String line = "";

  /**
   * Prepares a view.
   *
   * @param expected the number of files; 0 if it is not known
   * @param nanoTime a clock
   */
  MigrationView(
      Terminal terminal, @Nullable FailureReport report, long expected, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.report = report;
    this.expected = expected;
    // Lines that go to the same terminal are progress enough.
    this.progress = terminal.tty().err() && !(expected == 0 && terminal.tty().out());
    this.nanoTime = nanoTime;
    this.shownAt = nanoTime.getAsLong();
  }

  @Override
  public void done(Tally tally) {
    // Whoever finds another thread drawing has nothing newer to show.
    if (progress && lock.tryLock()) {
      try {
        long now = nanoTime.getAsLong();
        if (now - shownAt >= EVERY_NANOS) {
          shownAt = now;
          line = line(tally);
          draw();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** At most 79 characters as long as there are fewer than a million files. */
  private String line(Tally tally) {
    long total = tally.total();
    String counts =
        total
            + (expected > 0 ? " of " + Math.max(expected, total) : "")
            + ", moved "
            + tally.count(Outcome.MOVED)
            + (tally.failed() > 0 ? ", failed " + tally.failed() : "");
    if (expected <= 0) {
      return counts;
    }
    // Files can appear while the tree is walked.
    double part = Math.min(1, (double) total / expected);
    int full = (int) (part * BAR);
    String bar = "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    return String.format(Locale.ROOT, "%s %3d %%  %s", bar, (int) (part * 100), counts);
  }

  @Override
  public void failed(Place place, Trouble trouble) throws IOException {
    lock.lock();
    try {
      if (report != null) {
        report.add(place, trouble.code(), trouble.message());
      } else {
        say(shown(place, trouble.message()));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void left(Place place, Kind kind) throws IOException {
    lock.lock();
    try {
      if (report != null) {
        report.add(place, "native", MigrationSummary.advice(kind));
      }
    } finally {
      lock.unlock();
    }
  }

  private static String shown(Place place, String message) {
    if (place instanceof Place.InStream stream) {
      return "line " + stream.number() + ": " + message;
    }
    String path = place instanceof Place.InTree tree ? tree.path().toString() : "";
    // What is wrong with a file itself names it already.
    return message.startsWith(path) ? message : path + ": " + message;
  }

  private void say(String text) {
    if (!line.isEmpty()) {
      terminal.err().print(CLEAR);
    }
    terminal.note(text);
    if (!line.isEmpty()) {
      draw();
    }
  }

  private void draw() {
    terminal.err().print("\r" + OneLine.of(line) + "\u001b[K");
    terminal.err().flush();
  }

  /** Clears the line. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!line.isEmpty()) {
        line = "";
        terminal.err().print(CLEAR);
        terminal.err().flush();
      }
    } finally {
      lock.unlock();
    }
  }
}
