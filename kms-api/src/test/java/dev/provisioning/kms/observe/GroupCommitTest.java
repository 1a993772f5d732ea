package dev.provisioning.kms.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.observe.GroupCommit.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private static final int THREADS = 16;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<List<Entry>> writes = new ArrayList<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private List<Future<?>> submit(GroupCommit commit, int count) {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Entry entry = new Entry("e" + i, true);
      all.add(
          threads.submit(
              () -> {
                commit.submit(List.of(entry));
                return entry;
              }));
    }
    return all;
  }

  /** A sink whose first write lasts until all the others wait. */
  private GroupCommit slowFirst(GroupCommit.Sink sink) {
    GroupCommit[] self = new GroupCommit[1];
    self[0] =
        new GroupCommit(
            entries -> {
              while (writes.isEmpty() && self[0].queued() < THREADS - 1) {
                Thread.onSpinWait();
              }
              writes.add(entries);
              sink.write(entries);
            });
    return self[0];
  }

  @Test
  void submit_manyThreads_shareOneWrite() throws Exception {
    for (Future<?> one : submit(slowFirst(entries -> {}), THREADS)) {
      one.get();
    }
    assertThat(writes).extracting(List::size).containsExactly(1, THREADS - 1);
    assertThat(writes.stream().flatMap(List::stream)).doesNotHaveDuplicates().hasSize(THREADS);
  }

  @Test
  void submit_writeFails_allOfItAndNothingElseFails() throws Exception {
    GroupCommit commit =
        slowFirst(
            entries -> {
              if (entries.size() > 1) {
                throw new IOException("full");
              }
            });
    int failed = 0;
    for (Future<?> one : submit(commit, THREADS)) {
      try {
        one.get();
      } catch (ExecutionException e) {
        assertThat(e).hasRootCauseMessage("full");
        failed++;
      }
    }
    assertThat(failed).isEqualTo(THREADS - 1);
    commit.submit(List.of(new Entry("after", false)));
    assertThat(writes).hasSize(3);
  }

  @Test
  void submit_sinkBreaks_doesNotBlockTheNext() throws IOException {
    boolean[] broken = {true};
    GroupCommit commit =
        new GroupCommit(
            entries -> {
              if (broken[0]) {
                throw new OutOfMemoryError("in a test");
              }
              writes.add(entries);
            });
    assertThatThrownBy(() -> commit.submit(List.of(new Entry("a", false))))
        .isInstanceOf(IOException.class)
        .hasRootCauseInstanceOf(OutOfMemoryError.class);
    broken[0] = false;
    commit.submit(List.of(new Entry("b", false)));
    assertThat(writes).containsExactly(List.of(new Entry("b", false)));
  }

  @Test
  void submit_largeEntries_areWrittenInBoundedParts() throws Exception {
    String large = "x".repeat(40_000);
    List<Future<?>> all = new ArrayList<>();
    GroupCommit commit = slowFirst(entries -> {});
    for (int i = 0; i < THREADS; i++) {
      all.add(threads.submit(() -> submitted(commit, new Entry(large, false))));
    }
    for (Future<?> one : all) {
      one.get();
    }
    assertThat(writes).allSatisfy(entries -> assertThat(entries).hasSizeLessThanOrEqualTo(2));
  }

  private static boolean submitted(GroupCommit commit, Entry entry) throws IOException {
    commit.submit(List.of(entry));
    return true;
  }

  @Test
  void close_entriesThatWait_areWrittenBeforeTheLastAction() throws Exception {
    List<String> order = new ArrayList<>();
    GroupCommit commit = slowFirst(entries -> order.add("write " + entries.size()));
    List<Future<?>> all = submit(commit, THREADS);
    while (writes.isEmpty()) {
      Thread.onSpinWait();
    }
    commit.close(() -> order.add("end"));
    for (Future<?> one : all) {
      one.get();
    }
    assertThat(order).containsExactly("write 1", "write " + (THREADS - 1), "end");
    assertThatThrownBy(() -> commit.submit(List.of(new Entry("late", true))))
        .hasMessageContaining("closed");
    commit.close(() -> order.add("again"));
    commit.alone(() -> order.add("alone"));
    assertThat(order).hasSize(3);
  }

  @Test
  void submit_several_areOneWriteInTheirOrder() throws Exception {
    List<Entry> batch = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      batch.add(new Entry("e" + i, i == 50));
    }
    new GroupCommit(writes::add).submit(batch);
    assertThat(writes).containsExactly(batch);
  }

  /** What one write can tear off is looked at when the file is opened, and must stay small. */
  @Test
  void submit_severalThatAreLarge_areSplitAndAllWrittenBeforeItReturns() throws Exception {
    List<Entry> batch = Collections.nCopies(5, new Entry("x".repeat(30 * 1024), true));
    new GroupCommit(writes::add).submit(batch);
    assertThat(writes).extracting(List::size).containsExactly(3, 2);
  }

  @Test
  void submit_severalOfWhichSomeFail_tellsHowMany() {
    List<Entry> batch = Collections.nCopies(5, new Entry("x".repeat(30 * 1024), true));
    GroupCommit commit =
        new GroupCommit(
            entries -> {
              writes.add(entries);
              if (writes.size() == 2) {
                throw new IOException("full");
              }
            });
    assertThatThrownBy(() -> commit.submit(batch))
        .isInstanceOfSatisfying(
            GroupCommit.NotWritten.class, e -> assertThat(e.count()).isEqualTo(2))
        .hasMessage("2 records were not written")
        .hasRootCauseMessage("full");
  }
}
