/**
 * What authors of backends implement, and the only package they need besides the root: {@link
 * dev.provisioning.kms.spi.KmsProvider} is what the service loader finds, {@link
 * dev.provisioning.kms.spi.KmsBackend} is the cryptography or the wire.
 *
 * <p>A backend gets arguments that are checked already: {@link dev.provisioning.kms.Kms} adds the
 * header, the size limits, the list of allowed keys, retries, events and the refusal after close.
 */
package dev.provisioning.kms.spi;
