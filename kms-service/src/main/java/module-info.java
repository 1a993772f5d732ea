/** The {@code kms} command line. */
@org.jspecify.annotations.NullMarked
module dev.provisioning.kms.service {
  requires dev.provisioning.kms;
  requires dev.provisioning.kms.age;
  requires info.picocli;
  requires org.slf4j;
  requires static org.jspecify;

  // picocli sets the annotated fields.
  opens dev.provisioning.kms.service.cli to
      info.picocli;
  opens dev.provisioning.kms.service.cli.option to
      info.picocli;

  provides org.slf4j.spi.SLF4JServiceProvider with
      dev.provisioning.kms.service.log.CommandLineLogging;
}
