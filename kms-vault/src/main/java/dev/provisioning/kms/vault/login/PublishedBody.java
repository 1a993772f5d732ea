package dev.provisioning.kms.vault.login;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Flow;

/**
 * The bytes of a request that a driver has made. The JDK's publisher of an array is synchronous.
 */
final class PublishedBody implements Flow.Subscriber<ByteBuffer> {
  private static final int MOST = 1 << 20;

  private final byte[] bytes;
  private int length;

  private PublishedBody(long announced) {
    if (announced < 0 || announced > MOST) {
      throw new IllegalStateException("a login of unknown length, or above 1 MiB");
    }
    bytes = new byte[(int) announced];
  }

  /** The caller wipes the array. */
  static byte[] of(BodyPublisher publisher) {
    PublishedBody body = new PublishedBody(publisher.contentLength());
    publisher.subscribe(body);
    if (body.length != body.bytes.length) {
      Arrays.fill(body.bytes, (byte) 0);
      throw new IllegalStateException("a login that is not all there");
    }
    return body.bytes;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(ByteBuffer part) {
    int count = part.remaining();
    part.get(bytes, length, count);
    length += count;
  }

  @Override
  public void onError(Throwable failure) {
    length = -1;
  }

  @Override
  public void onComplete() {}
}
