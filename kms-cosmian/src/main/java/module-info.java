/**
 * The backend for Cosmian (Eviden) KMS, over KMIP JSON.
 *
 * @provides dev.provisioning.kms.spi.KmsProvider
 */
@org.jspecify.annotations.NullMarked
module dev.provisioning.kms.cosmian {
  requires transitive dev.provisioning.kms;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;
  requires static org.jspecify;

  exports dev.provisioning.kms.cosmian;

  provides dev.provisioning.kms.spi.KmsProvider with
      dev.provisioning.kms.cosmian.CosmianProvider;
}
