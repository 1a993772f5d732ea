package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.FRAME;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testing.FakeKms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads: in order, bounded, never stuck, never the ones of somebody else. */
class WorkersTest {
  private static final byte[] PLAINTEXT = plaintext(40 * FRAME + 1);

  private final KmsClient client = FakeKms.create().withKey("k1").client();

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  private Envelope on(Executor executor) {
    return Envelope.builder(client).threads(3).executor(executor).build();
  }

  private static void assertWorks(Envelope envelope) throws IOException {
    assertThat(envelope.open(envelope.seal(PLAINTEXT, CONTEXT), CONTEXT)).isEqualTo(PLAINTEXT);
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    envelope.seal(new ByteArrayInputStream(PLAINTEXT), sealed, CONTEXT);
    ByteArrayOutputStream opened = new ByteArrayOutputStream();
    envelope.open(new ByteArrayInputStream(sealed.toByteArray()), opened, CONTEXT);
    assertThat(opened.toByteArray()).isEqualTo(PLAINTEXT);
  }

  @Test
  void executor_thatNeverRunsAnything_delaysNothing() throws IOException {
    assertWorks(on(task -> {}));
  }

  @Test
  void executor_thatRejects_delaysNothing() throws IOException {
    assertWorks(
        on(
            task -> {
              throw new RejectedExecutionException("full");
            }));
  }

  @Test
  void executor_thatRunsLate_findsNothingToDo() throws IOException {
    ConcurrentLinkedQueue<Runnable> late = new ConcurrentLinkedQueue<>();
    assertWorks(on(late::add));
    assertThat(late).isNotEmpty();
    late.forEach(Runnable::run);
  }

  @Test
  void executor_ofTheCallersThemselves_doesNotDeadlock() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      Envelope envelope = on(pool);
      List<Callable<byte[]>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(() -> envelope.open(envelope.seal(PLAINTEXT, CONTEXT), CONTEXT));
      }
      for (Future<byte[]> result : pool.invokeAll(calls)) {
        assertThat(result.get()).isEqualTo(PLAINTEXT);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void ownThreads_areDaemonsWithANameAndEndWithTheEnvelope() throws IOException {
    List<Thread> seen = new ArrayList<>();
    Envelope envelope = Envelope.builder(client).threads(4).build();
    InputStream watching =
        new FilterInputStream(new ByteArrayInputStream(PLAINTEXT)) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("kms-envelope-frames"))
                .forEach(seen::add);
            return super.read(bytes, offset, length);
          }
        };
    envelope.seal(watching, OutputStream.nullOutputStream(), CONTEXT);
    assertThat(seen).isNotEmpty().allMatch(Thread::isDaemon);
    Workers workers = Workers.own(2);
    workers.close();
    FrameTask task = new FrameTask(() -> {});
    workers.offer(task);
    task.join();
    assertThat(task.isDone()).isTrue();
    envelope.close();
  }

  @Test
  void close_whileAStreamIsOpen_letsItEnd() throws IOException {
    Envelope envelope = Envelope.builder(client).threads(3).build();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EnvelopeOutputStream stream = envelope.sealTo(out, CONTEXT)) {
      envelope.close();
      stream.write(PLAINTEXT);
      stream.finish();
    }
    assertThat(Envelope.of(client).open(out.toByteArray(), CONTEXT)).isEqualTo(PLAINTEXT);
  }

  @Test
  void interruptedThread_sealingOrOpening_isToldAndStaysInterrupted() {
    Envelope envelope = Envelope.builder(client).threads(2).build();
    byte[] sealed = envelope.seal(PLAINTEXT, CONTEXT);
    List<Callable<Object>> calls =
        List.of(
            () -> envelope.seal(PLAINTEXT, CONTEXT),
            () -> envelope.open(sealed, CONTEXT),
            () ->
                envelope.open(
                    new ByteArrayInputStream(sealed), OutputStream.nullOutputStream(), CONTEXT),
            () ->
                envelope.seal(
                    new ByteArrayInputStream(PLAINTEXT), OutputStream.nullOutputStream(), CONTEXT));
    for (Callable<Object> call : calls) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(call::call)
          .isInstanceOfSatisfying(
              KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
  }

  @Test
  void source_thatFails_isTheErrorAndEndsTheCall() {
    Envelope envelope = Envelope.builder(client).threads(3).build();
    byte[] sealed = envelope.seal(PLAINTEXT, CONTEXT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> envelope.seal(new Dying(PLAINTEXT, 20 * FRAME), out, CONTEXT))
        .hasMessage("the source died");
    assertThatThrownBy(() -> envelope.open(out.toByteArray(), CONTEXT))
        .hasMessageContaining("not authentic");
    assertThatThrownBy(
            () ->
                envelope.open(
                    new Dying(sealed, 20 * FRAME), OutputStream.nullOutputStream(), CONTEXT))
        .hasMessage("the source died");
  }

  @Test
  void memory_slowTarget_isBounded() throws IOException {
    // A source that is read far ahead of the target shows that batches pile up.
    long[] ahead = {0, 0};
    InputStream source =
        new FilterInputStream(new ByteArrayInputStream(plaintext(200 * FRAME))) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            ahead[0] += Math.max(n, 0);
            ahead[1] = Math.max(ahead[1], ahead[0]);
            return n;
          }
        };
    OutputStream target =
        new OutputStream() {
          @Override
          public void write(int b) {
            ahead[0]--;
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            ahead[0] -= length;
          }
        };
    Envelope.builder(client).threads(3).build().seal(source, target, CONTEXT);
    assertThat(ahead[1]).isLessThanOrEqualTo((2 * 3 + 1) * 2 * FRAME);
  }

  @Test
  void caller_whoseOldestBatchIsWithAWorker_doesTheNext() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch nextIsDone = new CountDownLatch(1);
    Iterator<String> names = List.of("oldest", "next").iterator();
    AtomicBoolean busy = new AtomicBoolean();
    Executor oneThread =
        task -> {
          if (!busy.getAndSet(true)) {
            new Thread(task).start();
          }
        };
    try (Batches<String> batches =
        new Batches<>(
            Workers.on(3, oneThread),
            names::next,
            name -> {
              if (name.equals("oldest")) {
                begun.countDown();
                await(nextIsDone);
              } else {
                nextIsDone.countDown();
              }
            },
            b -> {})) {
      batches.start(Objects.requireNonNull(batches.free()));
      await(begun);
      batches.start(Objects.requireNonNull(batches.free()));
      assertThat(batches.oldest()).isEqualTo("oldest");
      assertThat(batches.oldest()).isEqualTo("next");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("it never came");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void batches_afterClose_areWiped() {
    byte[] secret = plaintext(FRAME);
    List<byte[]> wiped = new ArrayList<>();
    Batches<byte[]> batches =
        new Batches<>(Workers.on(3, task -> {}), secret::clone, b -> {}, wiped::add);
    batches.start(Objects.requireNonNull(batches.free()));
    batches.recycle(Objects.requireNonNull(batches.free()));
    batches.close();
    assertThat(wiped).hasSize(2);
    assertThat(batches.free()).isNull();
  }

  @Test
  void builder_threadsOutOfRange_areRefused() {
    EnvelopeBuilder builder = Envelope.builder(client);
    assertThatThrownBy(() -> builder.threads(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.threads(65)).isInstanceOf(IllegalArgumentException.class);
  }

  private static final class Dying extends FilterInputStream {
    private int left;

    Dying(byte[] bytes, int left) {
      super(new ByteArrayInputStream(bytes));
      this.left = left;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left <= 0) {
        throw new IOException("the source died");
      }
      int n = super.read(bytes, offset, Math.min(left, length));
      left -= n;
      return n;
    }
  }
}
