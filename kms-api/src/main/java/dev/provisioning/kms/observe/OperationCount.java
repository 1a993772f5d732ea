package dev.provisioning.kms.observe;

import dev.provisioning.kms.KmsOperation;
import java.time.Duration;

/**
 * How often something happened.
 *
 * @param backend the scheme of the backend
 * @param operation the operation
 * @param outcome {@code success}, or the error's code in lower case
 * @param count how many operations
 * @param retries how many calls beyond the first of each
 * @param duration the time of all of them together
 */
public record OperationCount(
    String backend,
    KmsOperation operation,
    String outcome,
    long count,
    long retries,
    Duration duration) {}
