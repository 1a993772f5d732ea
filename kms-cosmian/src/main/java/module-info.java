/** The backend for Cosmian (Eviden) KMS, over KMIP JSON. */
@org.jspecify.annotations.NullMarked
module dev.provisioning.kms.cosmian {
  requires transitive dev.provisioning.kms;
  requires static org.jspecify;

  exports dev.provisioning.kms.cosmian;
}
