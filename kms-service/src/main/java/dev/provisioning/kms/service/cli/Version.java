package dev.provisioning.kms.service.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the runnable jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "kms " + Objects.requireNonNullElse(version, "(not packaged)") + ", Java " + Runtime.version()
    };
  }
}
