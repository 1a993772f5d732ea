package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.KmsException;

/** One exchange that got no answer, and what that leaves open. Does not leave this package. */
final class Unanswered extends Exception {
  private static final long serialVersionUID = 1L;

  /** What may be done about it. */
  enum Next {
    /** No connection, so nothing was sent: any call can go to another address. */
    ELSEWHERE,
    /** The server may have acted upon the call; only an idempotent one can be repeated. */
    AGAIN_IF_IDEMPOTENT,
    /** Nothing here can help. */
    GIVE_UP
  }

  private final Next next;
  private final KmsException failure;

  Unanswered(Next next, KmsException failure) {
    super(failure);
    this.next = next;
    this.failure = failure;
  }

  Next next() {
    return next;
  }

  KmsException failure() {
    return failure;
  }
}
