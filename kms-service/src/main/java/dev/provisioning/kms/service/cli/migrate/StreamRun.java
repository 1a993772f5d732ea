package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.service.cli.migrate.LineMigration.Moved;
import dev.provisioning.kms.service.cli.migrate.Place.InStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Moves the lines of a stream and keeps their order. Every line that was read is written: a line
 * that cannot be moved, and after an early stop every other one, comes out as it came in.
 */
public final class StreamRun {
  private static final int MOST_LINES = 512;
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private final Lines in;
  private final OutputStream out;
  private final LineMigration migration;
  private final Tally tally;
  private final Observer observer;
  private final ReentrantLock underWay = new ReentrantLock();
  private long number;

  /**
   * Prepares a run.
   *
   * @param in the lines
   * @param out gets them
   * @param migration moves one
   * @param tally counts them
   * @param observer hears of them
   */
  public StreamRun(
      Lines in, OutputStream out, LineMigration migration, Tally tally, Observer observer) {
    this.in = in;
    this.out = out;
    this.migration = migration;
    this.tally = tally;
    this.observer = observer;
  }

  /**
   * Moves all of them, or as many as the tally allows.
   *
   * @param threads how many at once
   * @throws IOException if a stream or the observer fails, or this thread is interrupted
   */
  public void run(int threads) throws IOException {
    try (Workers workers = new Workers(threads)) {
      List<byte[]> batch = batch();
      while (!batch.isEmpty() && !tally.isInterrupted()) {
        underWay.lock();
        try {
          for (Moved line : moved(batch, workers)) {
            out.write(line.bytes());
            tell(line);
          }
          in.copyRest(out);
          out.flush();
        } finally {
          underWay.unlock();
        }
        batch = batch();
      }
    }
  }

  /**
   * Returns what tells whether lines are under way.
   *
   * @return a lock that is held while lines that were read are not yet written
   */
  public Lock underWay() {
    return underWay;
  }

  /** What is there, up to a limit; whoever writes line by line is answered line by line. */
  private List<byte[]> batch() throws IOException {
    List<byte[]> lines = new ArrayList<>();
    int bytes = 0;
    do {
      byte[] line = in.nextOrStart();
      if (line == null) {
        break;
      }
      lines.add(line);
      bytes += line.length;
    } while (lines.size() < MOST_LINES && bytes < MOST_BYTES && !in.isCut() && in.isMoreWaiting());
    return lines;
  }

  private List<Moved> moved(List<byte[]> lines, Workers workers) throws IOException {
    Moved[] results = new Moved[lines.size()];
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      int place = i;
      // It is the last one of a batch.
      boolean cut = in.isCut() && i == results.length - 1;
      work.add(
          () -> {
            byte[] line = lines.get(place);
            results[place] = tally.stopped() == null ? counted(line, cut) : Moved.not(line);
            return null;
          });
    }
    workers.run(work);
    return List.of(results);
  }

  private Moved counted(byte[] line, boolean cut) {
    Moved moved = cut ? Moved.failed(in.tooLong(), line) : migration.run(line);
    if (moved.result() != null) {
      tally.add(moved.result());
    } else if (moved.trouble() != null) {
      tally.add(moved.trouble());
    }
    return moved;
  }

  private void tell(Moved line) throws IOException {
    number++;
    if (line.trouble() != null) {
      observer.failed(new InStream(number), line.trouble());
    } else if (line.result() != null && line.result().outcome() == Outcome.NATIVE) {
      observer.left(new InStream(number), line.result().kind());
    }
    observer.done(tally);
  }
}
