/** Requests to Vault's HTTP API and what its answers mean, whatever the secrets engine. */
package dev.provisioning.kms.vault.wire;
