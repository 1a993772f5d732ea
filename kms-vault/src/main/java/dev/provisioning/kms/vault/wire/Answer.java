package dev.provisioning.kms.vault.wire;

import java.util.Optional;

/**
 * What a server said to a request that did not fail as a whole.
 *
 * @param data what was asked for; empty where the server has nothing to say
 * @param requestId the server's id of the request, as in its audit log; empty if it gave none
 * @param serverFailed whether items of a batch may have failed for a reason of the server's own
 * @param <T> what data is read into
 */
public record Answer<T>(Optional<T> data, String requestId, boolean serverFailed) {
  static <T> Answer<T> empty() {
    return new Answer<>(Optional.empty(), "", false);
  }
}
