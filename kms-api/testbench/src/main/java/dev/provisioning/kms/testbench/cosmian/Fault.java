package dev.provisioning.kms.testbench.cosmian;

import dev.provisioning.kms.testbench.WireReply;
import dev.provisioning.kms.testbench.WireReply.Delivery;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What goes wrong with one answer of a {@link CosmianStandIn}. */
public final class Fault {
  private enum Kind {
    RESET_UNHEARD,
    RESET,
    TRUNCATED,
    SILENT,
    HALF_SILENT,
    HELD,
    ANSWERED,
    REWRITTEN
  }

  private final Kind kind;
  private final int status;
  private final UnaryOperator<String> body;
  private final CountDownLatch gate;

  private Fault(Kind kind, int status, UnaryOperator<String> body, CountDownLatch gate) {
    this.kind = kind;
    this.status = status;
    this.body = body;
    this.gate = gate;
  }

  private static Fault of(Kind kind) {
    return new Fault(kind, 0, UnaryOperator.identity(), new CountDownLatch(0));
  }

  /**
   * The connection is reset in place of the operation, which does not happen.
   *
   * @return the fault
   */
  public static Fault resetBefore() {
    return of(Kind.RESET_UNHEARD);
  }

  /**
   * The operation happens, and the connection is reset in place of its answer.
   *
   * @return the fault
   */
  public static Fault resetAfter() {
    return of(Kind.RESET);
  }

  /**
   * The connection ends in the middle of the answer's body.
   *
   * @return the fault
   */
  public static Fault truncated() {
    return of(Kind.TRUNCATED);
  }

  /**
   * No answer comes, however long the client waits.
   *
   * @return the fault
   */
  public static Fault silent() {
    return new Fault(Kind.SILENT, 0, UnaryOperator.identity(), new CountDownLatch(1));
  }

  /**
   * Half of the answer comes, and no more until the client gives up.
   *
   * @return the fault
   */
  public static Fault silentInTheBody() {
    return of(Kind.HALF_SILENT);
  }

  /**
   * The operation waits, and then takes its course.
   *
   * @param gate what it waits for
   * @return the fault
   */
  public static Fault heldUntil(CountDownLatch gate) {
    return new Fault(Kind.HELD, 0, UnaryOperator.identity(), gate);
  }

  /**
   * Another answer comes in place of the operation, which does not happen.
   *
   * @param status the HTTP status
   * @param body a plain text
   * @return the fault
   */
  public static Fault answer(int status, String body) {
    return new Fault(Kind.ANSWERED, status, ignored -> body, new CountDownLatch(0));
  }

  /**
   * The operation happens, and its answer is changed on the way.
   *
   * @param change makes the other body
   * @return the fault
   */
  public static Fault rewritten(UnaryOperator<String> change) {
    return new Fault(Kind.REWRITTEN, 0, change, new CountDownLatch(0));
  }

  /** What comes in the place of an answer, or of the operation that makes it. */
  WireReply answer(Supplier<WireReply> operation) {
    try {
      return switch (kind) {
        case RESET_UNHEARD -> reset();
        case RESET -> operation.get().delivered(Delivery.RESET);
        case TRUNCATED -> operation.get().delivered(Delivery.CUT);
        case HALF_SILENT -> operation.get().delivered(Delivery.STALLED);
        case ANSWERED ->
            WireReply.empty(status)
                .header("Content-Type", "text/html; charset=utf-8")
                .body(body.apply(""));
        case REWRITTEN -> {
          WireReply answer = operation.get();
          yield answer.body(body.apply(answer.text()));
        }
        case SILENT, HELD -> {
          gate.await();
          yield operation.get();
        }
      };
    } catch (InterruptedException e) {
      // The stand-in ends.
      Thread.currentThread().interrupt();
      return reset();
    }
  }

  private static WireReply reset() {
    return WireReply.empty(500).delivered(Delivery.RESET);
  }

  @Override
  public String toString() {
    return "Fault[" + kind + "]";
  }
}
