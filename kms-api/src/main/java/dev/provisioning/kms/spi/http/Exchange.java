package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, on a thread of the transport, so that the caller can stop waiting at
 * any moment: the JDK's own timeout ends with the head of an answer, and a thread of our own can be
 * interrupted without taking an interrupt away from the caller. {@code sendAsync} would do without
 * that thread but completes in the common pool, which may be full of tasks that wait for us.
 */
final class Exchange {
  private final HttpClient client;
  private final HttpRequest request;
  private final String server;
  private final int limit;
  private final CompletableFuture<HttpReply> outcome = new CompletableFuture<>();
  private final FutureTask<@Nullable Void> task = new FutureTask<>(this::send, null);
  private volatile boolean answering;

  Exchange(HttpClient client, HttpRequest request, String server, int limit) {
    this.client = client;
    this.request = request;
    this.server = server;
    this.limit = limit;
  }

  void start(Executor workers) {
    workers.execute(task);
  }

  private void send() {
    if (outcome.isDone()) {
      return;
    }
    try {
      HttpResponse<byte[]> response = client.send(request, this::collect);
      if (!answering) {
        // A proxy's 407 comes without its body, and without asking for a subscriber.
        outcome.complete(
            new HttpReply(server, response.statusCode(), response.headers(), new byte[0]));
      }
    } catch (Throwable t) {
      // Whatever it is, somebody waits for it.
      outcome.completeExceptionally(t);
    }
  }

  /** Hands the answer over when its last byte is there, without a way back over this thread. */
  private HttpResponse.BodySubscriber<byte[]> collect(HttpResponse.ResponseInfo head) {
    answering = true;
    // The length that an answer to HEAD announces is another answer's.
    long announced =
        request.method().equals("HEAD")
            ? 0
            : head.headers().firstValueAsLong("Content-Length").orElse(-1);
    ReplyBody body = new ReplyBody(server, announced, limit);
    CompletableFuture<byte[]> unused =
        body.getBody()
            .whenComplete(
                (bytes, failure) -> {
                  if (failure != null) {
                    outcome.completeExceptionally(failure);
                    return;
                  }
                  HttpReply reply = new HttpReply(server, head.statusCode(), head.headers(), bytes);
                  if (!outcome.complete(reply)) {
                    reply.close();
                  }
                });
    return body;
  }

  /** Ends it, unless it has ended: who waits gets this failure. */
  boolean abandon(KmsException why) {
    boolean first = outcome.completeExceptionally(why);
    task.cancel(true);
    return first;
  }

  HttpReply await(Deadline deadline, Failures failures) throws Unanswered {
    try {
      return outcome.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failures.explain(e.getCause() == null ? e : e.getCause(), server, answering);
    } catch (TimeoutException e) {
      KmsException late =
          KmsException.of(ErrorCode.TIMEOUT, "no answer of " + server + " within the deadline");
      if (abandon(late)) {
        throw new Unanswered(Unanswered.Next.GIVE_UP, late);
      }
      return await(deadline, failures);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      KmsException stopped =
          KmsException.of(ErrorCode.INTERRUPTED, "interrupted while waiting for " + server, e);
      if (!abandon(stopped) && !outcome.isCompletedExceptionally()) {
        outcome.join().close();
      }
      throw new Unanswered(Unanswered.Next.GIVE_UP, stopped);
    }
  }
}
