/** The Transit backend for HashiCorp Vault and OpenBao. */
@org.jspecify.annotations.NullMarked
module dev.provisioning.kms.vault {
  requires transitive dev.provisioning.kms;
  requires static org.jspecify;

  exports dev.provisioning.kms.vault;
}
