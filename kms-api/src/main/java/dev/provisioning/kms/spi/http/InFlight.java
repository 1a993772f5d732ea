package dev.provisioning.kms.spi.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The exchanges under way, so that closing the transport ends them. */
final class InFlight {
  private final Set<CompletableFuture<?>> answers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  boolean isClosed() {
    return closed;
  }

  void add(CompletableFuture<?> answer) {
    answers.add(answer);
    // Closed in between: whoever comes second sees the other.
    if (closed) {
      answer.cancel(true);
    }
  }

  @SuppressWarnings("CollectionUndefinedEquality") // A future equals itself alone.
  void remove(CompletableFuture<?> answer) {
    answers.remove(answer);
  }

  void close() {
    closed = true;
    answers.forEach(answer -> answer.cancel(true));
  }
}
