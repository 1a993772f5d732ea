/** The age v1 file format, and the offline backend on age files. */
@org.jspecify.annotations.NullMarked
module dev.provisioning.kms.age {
  requires transitive dev.provisioning.kms;
  requires org.bouncycastle.provider;
  requires static org.jspecify;

  exports dev.provisioning.kms.age;
}
