/**
 * Observation: an audit log, an audit file whose records are chained, its verifier, counters, and
 * metrics for Micrometer. All of them are {@link dev.provisioning.kms.KmsListener}s and see no
 * secret, no plaintext and no context value.
 */
@org.jspecify.annotations.NullMarked
package dev.provisioning.kms.observe;
