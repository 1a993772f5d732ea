/**
 * The Transit backend for HashiCorp Vault and OpenBao.
 *
 * @provides dev.provisioning.kms.spi.KmsProvider
 */
@org.jspecify.annotations.NullMarked
module dev.provisioning.kms.vault {
  requires transitive dev.provisioning.kms;
  requires com.fasterxml.jackson.core;
  requires java.net.http;
  requires org.slf4j;
  requires vault.java.driver;
  requires static org.jspecify;

  exports dev.provisioning.kms.vault;

  provides dev.provisioning.kms.spi.KmsProvider with
      dev.provisioning.kms.vault.VaultProvider;
}
