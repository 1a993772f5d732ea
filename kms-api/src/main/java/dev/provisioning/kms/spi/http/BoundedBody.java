package dev.provisioning.kms.spi.http;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Collects an answer of at most so many bytes, in arrays that are wiped when they are outgrown or
 * when nobody gets them.
 */
final class BoundedBody implements BodySubscriber<byte[]> {
  private static final int FIRST = 4096;

  private final int limit;
  private final boolean tooLong;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Subscription subscription;
  private byte[] bytes;
  private int length;
  private boolean ended;

  BoundedBody(int limit, HttpHeaders headers) {
    this.limit = limit;
    // An honest length saves copies; one above the limit ends the call before anything is stored.
    long announced = headers.firstValueAsLong("Content-Length").orElse(FIRST);
    this.tooLong = announced > limit;
    this.bytes = new byte[tooLong ? 0 : (int) Math.max(0, announced)];
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Subscription value) {
    lock.lock();
    try {
      subscription = value;
    } finally {
      lock.unlock();
    }
    if (tooLong) {
      refuse();
    } else {
      value.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    lock.lock();
    try {
      for (ByteBuffer part : parts) {
        if (!ended && part.remaining() > limit - length) {
          refuse();
        }
        if (!ended) {
          add(part);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void add(ByteBuffer part) {
    int from = length;
    int needed = from + part.remaining();
    if (needed > bytes.length) {
      byte[] outgrown = bytes;
      bytes = Arrays.copyOf(outgrown, (int) Math.min(limit, Math.max(needed, 2L * from)));
      Arrays.fill(outgrown, (byte) 0);
    }
    part.get(bytes, from, needed - from);
    length = needed;
  }

  private void refuse() {
    Subscription stopped = subscription;
    if (stopped != null) {
      stopped.cancel();
    }
    onError(new BodyLimitException(limit));
  }

  @Override
  public void onError(Throwable failure) {
    wipe();
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    lock.lock();
    try {
      if (!ended) {
        whole.complete(bytes.length == length ? bytes.clone() : Arrays.copyOf(bytes, length));
        wipe();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what has arrived and keeps nothing of what is still to come. */
  void wipe() {
    lock.lock();
    try {
      ended = true;
      Arrays.fill(bytes, (byte) 0);
    } finally {
      lock.unlock();
    }
  }
}
