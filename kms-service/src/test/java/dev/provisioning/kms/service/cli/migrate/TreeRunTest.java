package dev.provisioning.kms.service.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.service.cli.exit.Exit;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a run when files, disks and backends misbehave. */
class TreeRunTest {
  @TempDir Path tree;

  private long temporaries() throws IOException {
    try (Stream<Path> all = Files.list(tree)) {
      return all.filter(f -> f.toString().contains(".kms-migrate-")).count();
    }
  }

  @Test
  void rotatedKey_everyFile_isUnderItsNewestVersion() throws IOException {
    try (Rotated folder = new Rotated(tree, 1)) {
      Path text = folder.text("a");
      folder.envelope("b");
      assertThat(folder.move(2).count(Outcome.MOVED)).isEqualTo(2);
      assertThat(folder.read(text).keyVersion()).isEqualTo("2");
      assertThat(folder.kms.decryptText(Files.readString(text).strip(), Rotated.CONTEXT))
          .isEqualTo("a");
    }
  }

  @Test
  void changedOnce_duringTheMove_isReadAgain() throws IOException {
    try (Rotated folder = new Rotated(tree, 1)) {
      Path file = folder.text("a");
      String other = folder.kms.encryptText("other", Rotated.CONTEXT) + "\n";
      AtomicInteger times = new AtomicInteger();
      folder.disk =
          temporary -> {
            if (times.incrementAndGet() == 1) {
              // As an editor saves: another file takes the name.
              Files.move(
                  Files.writeString(tree.resolveSibling("new"), other),
                  file,
                  StandardCopyOption.REPLACE_EXISTING);
            }
            return new FileOutputStream(temporary.toFile());
          };
      assertThat(folder.move(1).count(Outcome.MOVED)).isEqualTo(1);
      assertThat(times).hasValue(2);
      assertThat(folder.kms.decryptText(Files.readString(file).strip(), Rotated.CONTEXT))
          .isEqualTo("other");
    }
  }

  @Test
  void changedAgainAndAgain_isAFailureAndTheOtherContentStays() throws IOException {
    try (Rotated folder = new Rotated(tree, 10)) {
      Path file = folder.text("a");
      String first = Files.readString(file);
      AtomicInteger times = new AtomicInteger();
      folder.disk =
          temporary -> {
            Files.writeString(file, first + "\n".repeat(times.incrementAndGet()));
            return new FileOutputStream(temporary.toFile());
          };
      assertThat(folder.move(1).failed()).isEqualTo(1);
      assertThat(folder.failures.get(0)).startsWith("file ").contains("changed by somebody else");
      assertThat(folder.tally.exitCode()).isEqualTo(Exit.USAGE);
      assertThat(file).hasContent(first + "\n\n\n");
      assertThat(temporaries()).isZero();
    }
  }

  @Test
  void folderThatCannotBeWritten_isAFailureOfItsFiles() throws IOException {
    try (Rotated folder = new Rotated(tree, 10)) {
      Path file = folder.text("a");
      String before = Files.readString(file);
      folder.disk =
          temporary -> {
            throw new AccessDeniedException(temporary.toString());
          };
      assertThat(folder.move(1).failed()).isEqualTo(1);
      assertThat(folder.tally.exitCode()).isEqualTo(Exit.USAGE);
      assertThat(folder.failures.get(0)).startsWith("file " + file);
      assertThat(file).hasContent(before);
      assertThat(temporaries()).isZero();
    }
  }

  @Test
  void folderWithoutRoomForATemporaryName_isAFailureToo() throws IOException {
    // Works for root as well, whom no permission stops: the longest path leaves no room.
    Path deep = tree;
    while (deep.toString().length() < 3800) {
      deep = Files.createDirectory(deep.resolve("d".repeat(200)));
    }
    int rest = 4090 - deep.toString().length() - 1;
    deep = Files.createDirectory(deep.resolve("e".repeat(Math.min(rest - 3, 250))));
    try (Rotated folder = new Rotated(tree, 10)) {
      Path file = deep.resolve("a");
      String before = folder.kms.encryptText("a", Rotated.CONTEXT);
      Files.writeString(file, before);
      assertThat(folder.move(1).failed()).isEqualTo(1);
      assertThat(folder.failures.get(0)).startsWith("file ");
      assertThat(file).hasContent(before);
    }
  }

  @Test
  void fullDisk_isAFailureAndTheFileStays() throws IOException {
    try (Rotated folder = new Rotated(tree, 10)) {
      Path file = folder.text("a");
      String before = Files.readString(file);
      folder.disk =
          temporary ->
              new FileOutputStream(temporary.toFile()) {
                @Override
                public void close() throws IOException {
                  super.close();
                  throw new IOException("No space left on device");
                }
              };
      assertThat(folder.move(1).failed()).isEqualTo(1);
      assertThat(folder.failures.get(0)).isEqualTo("file " + file + ": No space left on device");
      assertThat(file).hasContent(before);
      assertThat(temporaries()).isZero();
    }
  }

  @Test
  void largeTexts_areInMemoryOneByOne() throws IOException {
    try (Rotated folder = new Rotated(tree, 1)) {
      for (String name : List.of("a", "b")) {
        Files.writeString(folder.text(name), " ".repeat(2_000_000), StandardOpenOption.APPEND);
      }
      CountDownLatch both = new CountDownLatch(2);
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger alone = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      folder.disk =
          temporary -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            both.countDown();
            try {
              // Two at once would meet here; one alone gives up waiting.
              if (!both.await(1, TimeUnit.SECONDS)) {
                alone.incrementAndGet();
              }
              inside.decrementAndGet();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return new FileOutputStream(temporary.toFile());
          };
      assertThat(folder.move(2).count(Outcome.MOVED)).isEqualTo(2);
      assertThat(most).hasValue(1);
      assertThat(alone).hasValue(1);
    }
  }

  @Test
  void backendThatIsDown_endsTheRunAfterTen() throws IOException {
    try (Rotated folder = new Rotated(tree, Long.MAX_VALUE)) {
      for (int i = 0; i < 50; i++) {
        folder.text("file" + i);
      }
      folder.fake.failNext(ErrorCode.UNAVAILABLE, 100_000);
      folder.move(1);
      assertThat(folder.tally.failed()).isEqualTo(10);
      assertThat(folder.tally.stopped()).contains("cannot be used now");
      assertThat(folder.tally.exitCode()).isEqualTo(Exit.TRANSIENT);
    }
  }

  @Test
  void interruption_beforeTheEnd_takesNoNewFile() throws IOException {
    try (Rotated folder = new Rotated(tree, 1)) {
      for (int i = 0; i < 5; i++) {
        folder.text("file" + i);
      }
      folder.disk =
          temporary -> {
            folder.tally.interrupt();
            return new FileOutputStream(temporary.toFile());
          };
      folder.move(1);
      // The one that was under way is finished.
      assertThat(folder.tally.count(Outcome.MOVED)).isEqualTo(1);
      assertThat(folder.tally.total()).isEqualTo(1);
      assertThat(folder.tally.exitCode()).isEqualTo(Exit.INTERRUPTED);
    }
  }

  @Test
  void observerThatFails_endsTheRunWithItsFailure() throws IOException {
    try (Rotated folder = new Rotated(tree, Long.MAX_VALUE);
        Keys keys = Keys.of(folder.kms, null, false)) {
      for (int i = 0; i < 5; i++) {
        Files.writeString(tree.resolve("bad" + i), "kms1.AAAA");
      }
      Observer full =
          new Observer() {
            @Override
            public void done(Tally tally) {}

            @Override
            public void failed(Place place, Trouble trouble) throws IOException {
              throw new IOException("No space left on device");
            }

            @Override
            public void left(Place place, Kind kind) {}
          };
      assertThatThrownBy(() -> folder.run(keys, 1, full)).isInstanceOf(IOException.class);
      assertThat(folder.tally.total()).isEqualTo(1);
    }
  }

  @Test
  void defectInTheObserver_isNotSwallowed() throws IOException {
    try (Rotated folder = new Rotated(tree, Long.MAX_VALUE);
        Keys keys = Keys.of(folder.kms, null, false)) {
      Files.writeString(tree.resolve("foreign"), "x");
      Observer broken =
          new Observer() {
            @Override
            public void done(Tally tally) {
              throw new UncheckedIOException(new IOException("defect"));
            }

            @Override
            public void failed(Place place, Trouble trouble) {}

            @Override
            public void left(Place place, Kind kind) {}
          };
      assertThatThrownBy(() -> folder.run(keys, 2, broken))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void fileThatVanishes_afterItsFolderWasListed_isSkipped() throws IOException {
    try (Rotated folder = new Rotated(tree, 1)) {
      Path a = folder.text("a");
      Path b = folder.text("b");
      folder.disk =
          temporary -> {
            Files.deleteIfExists(b);
            return new FileOutputStream(temporary.toFile());
          };
      folder.move(1);
      assertThat(folder.tally.failed()).isZero();
      assertThat(a).exists();
      assertThat(folder.tally.count(Outcome.MOVED)).isEqualTo(1);
    }
  }
}
