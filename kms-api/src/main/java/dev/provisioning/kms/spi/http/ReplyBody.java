package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of an answer up to a limit, and gives up the connection beyond it. What the
 * server announces is only believed up to 64 KiB, so that an announcement alone costs no memory.
 */
final class ReplyBody implements HttpResponse.BodySubscriber<byte[]> {
  private static final int BELIEVED = 64 * 1024;
  private static final int FIRST = 4 * 1024;

  private final String server;
  private final long announced;
  private final int limit;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private byte[] bytes = {};
  private int count;
  private volatile Flow.@Nullable Subscription subscription;

  /**
   * Makes a subscriber.
   *
   * @param server who answers
   * @param announced the Content-Length, or -1
   * @param limit the most bytes
   */
  ReplyBody(String server, long announced, int limit) {
    this.server = server;
    this.announced = announced;
    this.limit = limit;
  }

  @Override
  public CompletableFuture<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription granted) {
    subscription = granted;
    if (body.isDone()) {
      // Ended before there was anything to cancel.
      granted.cancel();
      return;
    }
    if (announced > limit) {
      giveUp();
      return;
    }
    bytes = new byte[(int) Math.min(limit, announced < 0 ? FIRST : Math.min(announced, BELIEVED))];
    granted.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int more = buffer.remaining();
      if (body.isDone()) {
        return;
      }
      if (more > limit - count) {
        giveUp();
        return;
      }
      makeRoom(more);
      buffer.get(bytes, count, more);
      count += more;
    }
    if (body.isDone()) {
      // It was ended meanwhile.
      wipe();
    }
  }

  private void makeRoom(int more) {
    if (more > bytes.length - count) {
      long wanted = Math.max(count + (long) more, 2L * bytes.length);
      replace((int) Math.min(limit, wanted));
    }
  }

  /** Moves what there is into an array of another size, and leaves nothing in the old one. */
  private void replace(int size) {
    byte[] old = bytes;
    bytes = Arrays.copyOf(old, size);
    Arrays.fill(old, (byte) 0);
  }

  private void giveUp() {
    wipe();
    end(
        KmsException.of(
            ErrorCode.INTERNAL,
            "the answer of " + server + " is longer than the limit of " + limit + " bytes"));
  }

  /** Ends it with a failure, on any thread, and gives up the connection. */
  void end(KmsException why) {
    // First, since cancel() reports a broken connection before it returns.
    body.completeExceptionally(why);
    Flow.Subscription granted = subscription;
    if (granted != null) {
      granted.cancel();
    }
  }

  private void wipe() {
    Arrays.fill(bytes, (byte) 0);
    count = 0;
  }

  @Override
  public void onError(Throwable failure) {
    wipe();
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    if (body.isDone()) {
      return;
    }
    if (count < bytes.length) {
      replace(count);
    }
    body.complete(bytes);
  }
}
