package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.WireRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to a mount.
 *
 * @param path the rest of the path, behind the mount
 * @param mountPath such as {@code auth/approle}
 * @param token null on a login
 */
record Call(
    Operation operation,
    String mountPath,
    String path,
    Params params,
    String namespace,
    @Nullable Token token,
    WireRequest request) {

  enum Operation {
    READ,
    LIST,
    WRITE,
    DELETE
  }

  boolean is(Operation wanted) {
    return operation == wanted;
  }

  /** Refuses every other operation. */
  void must(Operation wanted) {
    if (operation != wanted) {
      throw Refusal.unsupportedOperation();
    }
  }

  Token mustToken() {
    if (token == null) {
      throw Refusal.of(403, "permission denied");
    }
    return token;
  }
}
