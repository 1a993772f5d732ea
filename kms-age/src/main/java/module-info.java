/**
 * The age v1 file format, and the offline backend on age files.
 *
 * @provides dev.provisioning.kms.spi.KmsProvider
 */
@org.jspecify.annotations.NullMarked
module dev.provisioning.kms.age {
  requires transitive dev.provisioning.kms;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires static org.jspecify;

  exports dev.provisioning.kms.age;

  provides dev.provisioning.kms.spi.KmsProvider with
      dev.provisioning.kms.age.AgeProvider;
}
