/**
 * What application code uses: {@link dev.provisioning.kms.Kms} opens a configuration, {@link
 * dev.provisioning.kms.KmsClient} encrypts and decrypts, and a handful of immutable values carry
 * the data.
 *
 * <p>Start with {@code KmsClient}; the rest of the package is what its methods take, return or
 * throw. Arrays passed in are neither kept nor changed; arrays returned belong to the caller.
 */
package dev.provisioning.kms;
