package dev.provisioning.kms;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One finished operation, without any secret: context entries appear by key only.
 *
 * @param operation what was asked for
 * @param backend the scheme of the backend
 * @param keyId the backend's id of the key; empty if none was involved
 * @param keyVersion the version used, as far as the backend told; else empty
 * @param contextKeys the keys of the context, sorted
 * @param inputBytes the size of the plaintext or ciphertext passed in
 * @param outputBytes the size of what was returned; 0 if it failed
 * @param outcome the error's code; absent if it succeeded
 * @param duration the time of all attempts together
 * @param attempts how many calls the backend got
 */
public record KmsEvent(
    KmsOperation operation,
    String backend,
    String keyId,
    String keyVersion,
    List<String> contextKeys,
    long inputBytes,
    long outputBytes,
    Optional<ErrorCode> outcome,
    Duration duration,
    int attempts) {
  /**
   * Checks and copies the components.
   *
   * @param operation see the record
   * @param backend see the record
   * @param keyId see the record
   * @param keyVersion see the record
   * @param contextKeys see the record
   * @param inputBytes see the record
   * @param outputBytes see the record
   * @param outcome see the record
   * @param duration see the record
   * @param attempts see the record
   */
  public KmsEvent {
    contextKeys = List.copyOf(contextKeys);
  }
}
