package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, under a deadline that ends with the last byte of the body. {@code
 * sendAsync} would be the simpler way but completes in the common pool, which may be full of tasks
 * that wait for us.
 */
final class Exchange {
  /** Its timeouts count milliseconds, and may come that much early. */
  private static final long CLOCK_OF_THE_JDK = TimeUnit.MILLISECONDS.toNanos(10);

  private final HttpClient client;
  private final HttpRequest request;
  private final String server;
  private final int limit;
  private final Deadline deadline;
  private final Carriage carriage;
  private final CompletableFuture<HttpReply> outcome = new CompletableFuture<>();
  private volatile @Nullable ReplyBody answer;
  private volatile boolean interrupted;

  Exchange(
      HttpClient client,
      HttpRequest request,
      String server,
      int limit,
      Deadline deadline,
      Carriage carriage) {
    this.client = client;
    this.request = request;
    this.server = server;
    this.limit = limit;
    this.deadline = deadline;
    this.carriage = carriage;
  }

  Deadline deadline() {
    return deadline;
  }

  boolean holdsCaller() {
    return carriage.holdsCaller();
  }

  void start() {
    carriage.start(this::send);
  }

  private void send() throws InterruptedException {
    if (outcome.isDone()) {
      return;
    }
    try {
      HttpResponse<byte[]> response = client.send(request, this::collect);
      if (answer == null) {
        // A proxy's 407 comes without its body, and without asking for a subscriber.
        outcome.complete(
            new HttpReply(server, response.statusCode(), response.headers(), new byte[0]));
      }
    } catch (InterruptedException e) {
      interrupted = true;
      throw e;
    } catch (Throwable t) {
      // Whatever it is, somebody waits for it.
      outcome.completeExceptionally(t);
    }
  }

  /** Hands the answer over when its last byte is there, without a way back over this thread. */
  private HttpResponse.BodySubscriber<byte[]> collect(HttpResponse.ResponseInfo head) {
    // The length that an answer to HEAD announces is another answer's.
    long announced =
        request.method().equals("HEAD")
            ? 0
            : head.headers().firstValueAsLong("Content-Length").orElse(-1);
    ReplyBody body = new ReplyBody(server, announced, limit);
    answer = body;
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
    ReplyBody begun = answer;
    if (begun == null) {
      carriage.stop();
    } else {
      begun.end(why);
    }
    return first;
  }

  /** Ends an answer that has begun and is not complete; before that the request has a timeout. */
  void endIfLate() {
    if (answer != null && deadline.nanosLeft() == 0 && !outcome.isDone()) {
      abandon(late());
    }
  }

  private KmsException late() {
    return KmsException.of(ErrorCode.TIMEOUT, "no answer of " + server + " within the deadline");
  }

  HttpReply await(Failures failures) throws Unanswered {
    try {
      return outcome.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause(), failures);
    } catch (TimeoutException e) {
      KmsException late = late();
      if (abandon(late)) {
        throw new Unanswered(Unanswered.Next.GIVE_UP, late);
      }
      return await(failures);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      KmsException stopped = stopped(e);
      if (!abandon(stopped) && !outcome.isCompletedExceptionally()) {
        outcome.join().close();
      }
      throw new Unanswered(Unanswered.Next.GIVE_UP, stopped);
    }
  }

  private KmsException stopped(Throwable cause) {
    return KmsException.of(ErrorCode.INTERRUPTED, "interrupted while waiting for " + server, cause);
  }

  /** The timeout of the request ends a connection attempt under another name. */
  private Unanswered failed(Throwable failure, Failures failures) {
    if (interrupted && !(failure instanceof KmsException)) {
      // The JDK breaks the connection off, and the answer sees that first.
      return new Unanswered(Unanswered.Next.GIVE_UP, stopped(failure));
    }
    boolean late =
        failure instanceof HttpTimeoutException
            && (!(failure instanceof HttpConnectTimeoutException)
                || deadline.nanosLeft() < CLOCK_OF_THE_JDK);
    return late
        ? new Unanswered(Unanswered.Next.GIVE_UP, late())
        : failures.explain(failure, server, answer != null);
  }
}
