package dev.provisioning.kms.spi.http;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * Publishes the caller's own array. The JDK's {@code ofByteArray} copies it into buffers that
 * nobody can wipe. Each subscriber gets all of it, so that a repetition needs no new publisher.
 */
final class RequestBody implements HttpRequest.BodyPublisher {
  private final byte[] bytes;

  RequestBody(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long contentLength() {
    return bytes.length;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(
        new Flow.Subscription() {
          private boolean done;

          @Override
          public void request(long n) {
            // Reactive Streams rule 3.9 wants the error; rule 2.7 makes calls of this one serial.
            if (done) {
              return;
            }
            done = true;
            if (n <= 0) {
              subscriber.onError(new IllegalArgumentException("a request for " + n + " items"));
              return;
            }
            subscriber.onNext(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
            subscriber.onComplete();
          }

          @Override
          public void cancel() {
            done = true;
          }
        });
  }
}
