package dev.provisioning.kms.vault;

/** The Transit backend for HashiCorp Vault and OpenBao. */
public final class VaultKms {
  private VaultKms() {}
}
