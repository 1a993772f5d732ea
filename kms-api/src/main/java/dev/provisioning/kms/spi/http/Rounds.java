package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.Unanswered.Next;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through the addresses. It goes on to the next one if nothing of it was sent,
 * if it is idempotent and the connection ended before an answer, or if the answer says that this
 * server does nothing and another may.
 */
final class Rounds {
  /** One exchange, which the transport makes. */
  interface Sender {
    HttpReply exchange(URI target, HttpCall call) throws Unanswered;
  }

  private final HttpCall call;
  private final Sender sender;
  private final Redirects redirects;
  private int asked;

  Rounds(HttpCall call, Sender sender, Redirects redirects) {
    this.call = call;
    this.sender = sender;
    this.redirects = redirects;
  }

  /** The answer, and which address led to it. */
  record Answer(HttpReply reply, int address) {}

  /** The address that was asked last. */
  int asked() {
    return asked;
  }

  /** Asks the addresses in turn, beginning with one of them. */
  Answer run(List<URI> addresses, int first) {
    List<KmsException> failures = new ArrayList<>();
    Answer refusal = null;
    try {
      for (int i = 0; i < addresses.size(); i++) {
        int address = (first + i) % addresses.size();
        asked = address;
        try {
          Answer answer = new Answer(at(addresses.get(address)), address);
          discard(refusal);
          refusal = answer;
          if (!call.elsewhere().test(answer.reply())) {
            return answer;
          }
        } catch (Unanswered u) {
          failures.add(u.failure());
          if (!goesOn(u.next())) {
            throw all(failures);
          }
        }
      }
    } catch (RuntimeException e) {
      discard(refusal);
      throw e;
    }
    if (refusal == null) {
      throw all(failures);
    }
    return refusal;
  }

  private HttpReply at(URI address) throws Unanswered {
    URI target = URI.create(address + call.path());
    for (int hops = 0; ; hops++) {
      HttpReply reply = onceOrTwice(target);
      if (!Redirects.isRedirect(reply.status())) {
        return reply;
      }
      try (reply) {
        target = redirects.follow(target, reply, hops);
      }
    }
  }

  /** A kept connection may have been closed by the server while the request was on its way. */
  private HttpReply onceOrTwice(URI target) throws Unanswered {
    try {
      return sender.exchange(target, call);
    } catch (Unanswered u) {
      if (u.next() == Next.AGAIN_IF_IDEMPOTENT && call.idempotent()) {
        return sender.exchange(target, call);
      }
      throw u;
    }
  }

  private boolean goesOn(Next next) {
    return next == Next.ELSEWHERE || (next == Next.AGAIN_IF_IDEMPOTENT && call.idempotent());
  }

  private static void discard(@Nullable Answer answer) {
    if (answer != null) {
      answer.reply().close();
    }
  }

  /** What ended the call decides; what other addresses said before comes along. */
  private static KmsException all(List<KmsException> failures) {
    KmsException last = failures.get(failures.size() - 1);
    if (failures.size() == 1) {
      return last;
    }
    if (last.code() == ErrorCode.UNAVAILABLE) {
      String each =
          failures.stream()
              .map(f -> String.valueOf(f.getMessage()))
              .distinct()
              .collect(Collectors.joining("; "));
      return KmsException.builder(ErrorCode.UNAVAILABLE, each)
          // One of them may come back.
          .retryable(failures.stream().anyMatch(KmsException::isRetryable))
          .cause(last)
          .build();
    }
    failures.subList(0, failures.size() - 1).forEach(last::addSuppressed);
    return last;
  }
}
