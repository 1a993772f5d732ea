package dev.provisioning.kms.testkit;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsEvent;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.testing.VirtualClock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What one test opens; everything is closed after it, the last one first. */
final class Fixture {
  private final KmsUnderTest subject;
  private final VirtualClock clock = new VirtualClock();
  private final List<KmsEvent> events = new CopyOnWriteArrayList<>();
  private final Deque<Kms> opened = new ArrayDeque<>();
  private @Nullable WatchedBackend backend;
  private @Nullable Kms kms;

  Fixture(KmsUnderTest subject) {
    this.subject = subject;
  }

  KmsUnderTest subject() {
    return subject;
  }

  /** The time of every client, so that retries and caches cost none. */
  VirtualClock clock() {
    return clock;
  }

  List<KmsEvent> events() {
    return events;
  }

  /** The backend behind {@link #kms()}, which counts its calls. */
  WatchedBackend backend() {
    if (backend == null) {
      backend = new WatchedBackend(subject.open());
    }
    return backend;
  }

  Kms kms() {
    if (kms == null) {
      kms = open(backend());
    }
    return kms;
  }

  /** A second process, as it were, on the same key. */
  Kms reopened() {
    return open(subject.open());
  }

  Kms otherKey() {
    return open(subject.openOtherKey());
  }

  Kms open(KmsBackend of) {
    Kms made = Kms.builder().backend(of.scheme(), of).clock(clock).listener(events::add).connect();
    opened.push(made);
    return made;
  }

  void close() {
    opened.forEach(Kms::close);
    subject.close();
  }
}
