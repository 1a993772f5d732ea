package dev.provisioning.kms.spi.http;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Somebody else's way of taking a body, ended when the body is longer than allowed. */
final class LimitedBody<T> implements BodySubscriber<T> {
  private final BodySubscriber<T> taker;
  private final long limit;
  private @Nullable Subscription subscription;
  private long seen;

  LimitedBody(BodySubscriber<T> taker, long limit) {
    this.taker = taker;
    this.limit = limit;
  }

  @Override
  public CompletionStage<T> getBody() {
    return taker.getBody();
  }

  @Override
  public void onSubscribe(Subscription value) {
    subscription = value;
    taker.onSubscribe(value);
  }

  // Called by one thread at a time (Reactive Streams, rule 1.3).
  @Override
  public void onNext(List<ByteBuffer> parts) {
    if (seen > limit) {
      return;
    }
    for (ByteBuffer part : parts) {
      seen += part.remaining();
    }
    if (seen > limit) {
      if (subscription != null) {
        subscription.cancel();
      }
      taker.onError(new BodyLimitException(limit));
    } else {
      taker.onNext(parts);
    }
  }

  @Override
  public void onError(Throwable failure) {
    taker.onError(failure);
  }

  @Override
  public void onComplete() {
    if (seen <= limit) {
      taker.onComplete();
    }
  }
}
