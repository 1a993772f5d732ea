/**
 * Reads {@code kms.toml} for {@link dev.provisioning.kms}; nothing else here is for applications.
 *
 * @provides dev.provisioning.kms.spi.ConfigReader
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({"module", "requires-automatic"})
module dev.provisioning.kms.toml {
  requires dev.provisioning.kms;
  requires org.tomlj;
  requires static org.jspecify;

  exports dev.provisioning.kms.toml;

  provides dev.provisioning.kms.spi.ConfigReader with
      dev.provisioning.kms.toml.TomlConfigReader;
}
