/**
 * The Transit secrets engine: its requests, its ciphertexts, and the proof that it binds a context.
 */
package dev.provisioning.kms.vault.transit;
