package dev.provisioning.kms.observe;

import org.jspecify.annotations.Nullable;

/**
 * Two lines that disagree: the second does not name the hash of the first, so one of them was
 * changed. The line after them knows which, since it names the hash that the second had.
 */
record Suspicion(Place first, Place second, String secondHash) {
  AuditFault decide(@Nullable AuditLine next, @Nullable AuditHead known) {
    boolean secondIsSound =
        (next != null && next.prev().equals(secondHash))
            || (known != null && known.hash().equals(secondHash));
    if (secondIsSound) {
      return new AuditFault(first, "was changed");
    }
    return next == null
        ? new AuditFault(first, "was changed, or the line after it was")
        : new AuditFault(second, "was changed");
  }
}
