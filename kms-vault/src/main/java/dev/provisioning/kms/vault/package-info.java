/** The Transit backend for HashiCorp Vault and OpenBao. */
package dev.provisioning.kms.vault;
