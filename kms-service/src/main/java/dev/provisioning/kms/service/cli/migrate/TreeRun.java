package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.service.cli.migrate.Place.InTree;
import dev.provisioning.kms.service.cli.migrate.Tree.Found;
import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.Callable;

/** Moves the files of a tree. Each thread takes the next file when it is done with its last. */
public final class TreeRun {
  private final Tree tree;
  private final FileMigration migration;
  private final Tally tally;
  private final Observer observer;

  /**
   * Prepares a run.
   *
   * @param tree the files
   * @param migration moves one
   * @param tally counts them
   * @param observer hears of them
   */
  public TreeRun(Tree tree, FileMigration migration, Tally tally, Observer observer) {
    this.tree = tree;
    this.migration = migration;
    this.tally = tally;
    this.observer = observer;
  }

  /**
   * Moves all of them, or as many as the tally allows.
   *
   * @param threads how many at once
   * @throws IOException if the observer fails, or this thread is interrupted
   */
  public void run(int threads) throws IOException {
    try (Workers workers = new Workers(threads)) {
      Callable<Void> worker =
          () -> {
            try {
              work();
            } catch (IOException | RuntimeException | Error e) {
              // The others would go on for hours before anybody hears of it.
              tally.abandon();
              throw e;
            }
            return null;
          };
      workers.run(Collections.nCopies(threads, worker));
    }
  }

  private void work() throws IOException {
    while (tally.stopped() == null) {
      Found found = tree.next();
      if (found == null) {
        return;
      }
      one(found);
      observer.done(tally);
    }
  }

  private void one(Found found) throws IOException {
    Result result;
    try {
      result = result(found);
    } catch (IOException | RuntimeException | LinkageError e) {
      Trouble trouble = Trouble.of(e);
      tally.add(trouble);
      observer.failed(new InTree(found.path()), trouble);
      return;
    }
    tally.add(result);
    if (result.outcome() == Outcome.NATIVE) {
      observer.left(new InTree(found.path()), result.kind());
    }
  }

  private Result result(Found found) throws IOException {
    if (found.trouble() != null) {
      throw found.trouble();
    }
    return found.regular() ? migration.run(found.path()) : Result.of(Kind.FOREIGN, Outcome.SKIPPED);
  }
}
