/**
 * One small API for encryption with somebody else's keys.
 *
 * <p>Applications use {@link dev.provisioning.kms}; authors of backends add {@link
 * dev.provisioning.kms.spi}, and {@link dev.provisioning.kms.spi.http} where their server speaks
 * HTTP; tests add {@link dev.provisioning.kms.testing}.
 *
 * @uses dev.provisioning.kms.spi.KmsProvider
 * @uses dev.provisioning.kms.spi.ConfigReader
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({"module", "requires-automatic"})
module dev.provisioning.kms {
  requires java.net.http;
  requires org.slf4j;
  requires static micrometer.core;
  requires static org.jspecify;

  exports dev.provisioning.kms;
  exports dev.provisioning.kms.envelope;
  exports dev.provisioning.kms.observe;
  exports dev.provisioning.kms.spi;
  exports dev.provisioning.kms.spi.http;
  exports dev.provisioning.kms.testing;
  exports dev.provisioning.kms.config to
      dev.provisioning.kms.service;

  uses dev.provisioning.kms.spi.KmsProvider;
  uses dev.provisioning.kms.spi.ConfigReader;
  uses dev.provisioning.kms.config.ListenerSection;

  provides dev.provisioning.kms.config.ListenerSection with
      dev.provisioning.kms.observe.AuditSection;
}
