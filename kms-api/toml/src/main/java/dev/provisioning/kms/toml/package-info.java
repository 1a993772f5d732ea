/** The reader of {@code kms.toml}, found by {@link java.util.ServiceLoader}. */
package dev.provisioning.kms.toml;
