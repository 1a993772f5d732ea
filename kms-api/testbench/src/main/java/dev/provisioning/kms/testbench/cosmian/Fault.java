package dev.provisioning.kms.testbench.cosmian;

import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/** What goes wrong with one answer of a {@link CosmianStandIn}. */
public final class Fault {
  enum Kind {
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
   * No answer comes until the client gives up.
   *
   * @return the fault
   */
  public static Fault silent() {
    return of(Kind.SILENT);
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

  Kind kind() {
    return kind;
  }

  int status() {
    return status;
  }

  String apply(String answer) {
    return body.apply(answer);
  }

  void await() throws InterruptedException {
    gate.await();
  }

  @Override
  public String toString() {
    return "Fault[" + kind + "]";
  }
}
