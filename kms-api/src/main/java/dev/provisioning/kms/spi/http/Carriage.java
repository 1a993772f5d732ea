package dev.provisioning.kms.spi.http;

import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The thread that an exchange runs on. */
sealed interface Carriage {
  /** What it carries: sends, and waits for the answer. */
  interface Sending {
    void run() throws InterruptedException;
  }

  /** Whether the caller is held until the end, and cannot mind the deadline itself. */
  boolean holdsCaller();

  /** Begins, and may be at the end when it returns. */
  void start(Sending sending);

  /** Interrupts what is carried, if it is still under way. */
  void stop();

  /**
   * A thread of the transport, so that the caller can stop waiting at any moment, for a name server
   * too, which nothing can interrupt.
   */
  final class OtherThread implements Carriage {
    private final Executor threads;
    private final AtomicReference<@Nullable FutureTask<?>> task = new AtomicReference<>();

    OtherThread(Executor threads) {
      this.threads = threads;
    }

    @Override
    public boolean holdsCaller() {
      return false;
    }

    @Override
    public void start(Sending sending) {
      FutureTask<@Nullable Void> carried =
          new FutureTask<>(
              () -> {
                sending.run();
                return null;
              });
      task.set(carried);
      threads.execute(carried);
    }

    @Override
    public void stop() {
      FutureTask<?> carried = task.get();
      if (carried != null) {
        carried.cancel(true);
      }
    }
  }

  /**
   * The caller's own thread, which spares two changes of threads. {@link #stop()} interrupts it and
   * takes that interrupt back; one that comes from elsewhere stays, unless both meet.
   */
  final class CallersThread implements Carriage {
    private enum State {
      NEW,
      RUNNING,
      ENDED,
      STOPPING,
      STOPPED
    }

    private final Thread caller = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

    @Override
    public boolean holdsCaller() {
      return true;
    }

    @Override
    public void start(Sending sending) {
      if (!state.compareAndSet(State.NEW, State.RUNNING)) {
        return;
      }
      boolean interrupted = false;
      try {
        sending.run();
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (state.compareAndSet(State.RUNNING, State.ENDED)) {
        if (interrupted) {
          caller.interrupt();
        }
        return;
      }
      while (state.get() != State.STOPPED) {
        Thread.onSpinWait();
      }
      boolean unused = Thread.interrupted();
    }

    @Override
    public void stop() {
      if (state.compareAndSet(State.NEW, State.STOPPED)) {
        return;
      }
      if (state.compareAndSet(State.RUNNING, State.STOPPING)) {
        caller.interrupt();
        state.set(State.STOPPED);
      }
    }
  }
}
