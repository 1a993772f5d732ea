package dev.provisioning.kms.observe;

import org.jspecify.annotations.Nullable;

/**
 * Two lines that disagree: the second does not name the hash of the first, so one of them was
 * changed. Who knows the hash that the second had knows which: the line after it, or a head.
 */
record Suspicion(Place first, Place second, AuditHead secondRead) {
  AuditFault decide(@Nullable AuditLine next, @Nullable AuditHead known) {
    boolean nextVouches = next != null && next.prev().equals(secondRead.hash());
    boolean headVouches = known != null && known.hash().equals(secondRead.hash());
    if (nextVouches || headVouches) {
      return new AuditFault(first, "was changed");
    }
    boolean headDenies = known != null && known.sequence() == secondRead.sequence();
    return next != null || headDenies
        ? new AuditFault(second, "was changed")
        : new AuditFault(first, "was changed, or the line after it was");
  }
}
