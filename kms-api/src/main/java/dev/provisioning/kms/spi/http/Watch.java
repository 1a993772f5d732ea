package dev.provisioning.kms.spi.http;

import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends the exchanges whose answers have begun and do not end in time: the JDK's own timeout is over
 * when the head has come. One thread for all, which sleeps until the first deadline; since
 * deadlines mostly come in the order of the calls, a call hardly ever has to wake it.
 */
final class Watch {
  private static final long LONGEST_SLEEP = TimeUnit.SECONDS.toNanos(10);
  private static final long SHORTEST_SLEEP = TimeUnit.MILLISECONDS.toNanos(1);

  private final Set<Exchange> underWay;
  private final Executor threads;
  private final AtomicBoolean watching = new AtomicBoolean();
  private final AtomicLong wakeAt = new AtomicLong();
  private volatile @Nullable Thread watcher;
  private volatile boolean ended;

  /**
   * Makes a watch.
   *
   * @param underWay the exchanges under way, each there before {@link #over} is called for it
   */
  Watch(Set<Exchange> underWay, Executor threads) {
    this.underWay = underWay;
    this.threads = threads;
  }

  /** Says that one more exchange is under way. */
  void over(Exchange exchange) {
    if (watching.compareAndSet(false, true)) {
      boolean begun = false;
      try {
        threads.execute(this::watch);
        begun = true;
      } finally {
        if (!begun) {
          watching.set(false);
        }
      }
    } else if (wakesFor(exchange)) {
      LockSupport.unpark(watcher);
    }
  }

  /** Lowers the time to wake at; false if it is early enough. */
  private boolean wakesFor(Exchange exchange) {
    long end = exchange.deadline().end();
    long before = wakeAt.get();
    while (end - before < 0) {
      if (wakeAt.compareAndSet(before, end)) {
        return true;
      }
      before = wakeAt.get();
    }
    return false;
  }

  private void watch() {
    watcher = Thread.currentThread();
    do {
      try {
        boolean idle = false;
        while (!ended && !(idle && underWay.isEmpty())) {
          idle = underWay.isEmpty();
          sleep();
        }
      } finally {
        // Whatever ended it, the next exchange gets another one.
        watching.set(false);
      }
      // Who came at this moment relied on a watcher.
    } while (!ended && !underWay.isEmpty() && watching.compareAndSet(false, true));
  }

  private void sleep() {
    // Set before the look around, so that whoever comes during it lowers it again.
    wakeAt.set(System.nanoTime() + LONGEST_SLEEP);
    for (Exchange exchange : underWay) {
      boolean unused = wakesFor(exchange);
    }
    LockSupport.parkNanos(this, Math.max(SHORTEST_SLEEP, wakeAt.get() - System.nanoTime()));
    underWay.forEach(Exchange::endIfLate);
  }

  void end() {
    ended = true;
    LockSupport.unpark(watcher);
  }
}
