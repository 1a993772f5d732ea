package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.KmsClock;

/**
 * The token of a session at one moment.
 *
 * @param token the token
 * @param lease its lease
 */
record Held(HeldToken token, Lease lease) {
  /** Counts a use if the token is alive. */
  boolean use(KmsClock clock) {
    return !lease.over(clock) && token.use();
  }
}
