/**
 * Encryption of data of any size with a fresh data key that one or more backends wrap: for what
 * {@link dev.provisioning.kms.KmsClient#encrypt} does not take.
 *
 * <p>The format is specified byte by byte in {@code ENVELOPE.md} of this module.
 */
package dev.provisioning.kms.envelope;
