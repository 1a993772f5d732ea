package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.Json;
import dev.provisioning.kms.testbench.WireReply;
import dev.provisioning.kms.testbench.WireRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What a stand-in is to do wrong. A fault applies to the next requests that its condition fits; of
 * several, the one that was added first. Safe for use by many threads.
 */
public final class Faults {
  private final List<Fault> faults = new CopyOnWriteArrayList<>();

  private record Fault(
      AtomicInteger left,
      Predicate<WireRequest> when,
      boolean handled,
      UnaryOperator<WireReply> how) {}

  Faults() {}

  /** Fits every request of a Transit data path or of any other path with this word in it. */
  public static Predicate<WireRequest> on(String word) {
    return request -> request.path().contains("/" + word);
  }

  /**
   * Answers in the server's place, which does not see the request.
   *
   * @param times how often; {@link Integer#MAX_VALUE} is until {@link #clear}
   */
  public void answer(int times, Predicate<WireRequest> when, WireReply reply) {
    faults.add(new Fault(new AtomicInteger(times), when, false, ignored -> reply));
  }

  /**
   * Lets the server do its work and changes the answer or its delivery.
   *
   * @param times how often
   */
  public void change(int times, Predicate<WireRequest> when, UnaryOperator<WireReply> how) {
    faults.add(new Fault(new AtomicInteger(times), when, true, how));
  }

  /** Ends all faults. */
  public void clear() {
    faults.clear();
  }

  /** An answer with an error's text, such as those of a leader election. */
  public static WireReply error(int status, String text) {
    return WireReply.json(status, Json.write(Map.of("errors", List.of(text))));
  }

  /** What a rate limit answers. */
  public static WireReply rateLimited(int retryAfterSeconds) {
    return error(429, "request path \"transit/\": rate limit quota exceeded")
        .header("Retry-After", Integer.toString(retryAfterSeconds));
  }

  /** What a standby answers that does not forward. */
  public static WireReply redirect(URI to) {
    return WireReply.empty(307).header("Location", to.toString());
  }

  /** What a node answers that has lost its leader. */
  public static WireReply noLeader() {
    return error(500, "local node not active but active cluster node not found");
  }

  /** What Enterprise answers when a node has not seen the write that a client knows of. */
  public static WireReply notYetConsistent() {
    return error(412, "required index state not present");
  }

  WireReply apply(WireRequest request, Function<WireRequest, WireReply> server) {
    for (Fault fault : faults) {
      if (fault.when.test(request) && fault.left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        return fault.how.apply(fault.handled ? server.apply(request) : WireReply.empty(200));
      }
    }
    return server.apply(request);
  }
}
