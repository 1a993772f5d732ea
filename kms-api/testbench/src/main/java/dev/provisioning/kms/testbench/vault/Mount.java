package dev.provisioning.kms.testbench.vault;

/** A secrets engine or login method at a path. */
interface Mount {
  /** Such as {@code transit}. */
  String type();

  /** What the envelope calls it. */
  default String shownType(String path) {
    return type();
  }

  /** Whether a path needs no token, as logins do. */
  default boolean isOpen(String path) {
    return false;
  }

  /** Whether a write to the path would create something: then it takes {@code create}. */
  default boolean creates(String path) {
    return false;
  }

  Answer handle(Call call);
}
