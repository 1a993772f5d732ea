package dev.provisioning.kms.service.cli.check;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.config.Configuration;
import dev.provisioning.kms.service.cli.error.Failure;
import dev.provisioning.kms.spi.KmsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The sections of a configuration. Those that this environment does not use may lack what they
 * need, such as the variables of production on a laptop: that is worth a note and not wrong.
 */
final class SectionsCheck {
  private final Configuration configuration;
  private final Set<String> used;

  SectionsCheck(Configuration configuration) {
    this.configuration = configuration;
    this.used = new HashSet<>(configuration.decryptAlso());
    used.add(configuration.primary());
  }

  /** Looks at the key files, also those that keep the configuration from being opened. */
  List<Finding> keyFiles() {
    List<Finding> findings = new ArrayList<>();
    for (String name : configuration.sections()) {
      try {
        KmsConfig section = configuration.section(name).build();
        section
            .path("public_key_path")
            .flatMap(FileCheck::decidesWhoReads)
            .ifPresent(findings::add);
        privateKeys(section).flatMap(FileCheck::holdsSecrets).ifPresent(findings::add);
      } catch (KmsException e) {
        // Opening the section says the same, with its name.
      }
    }
    return findings;
  }

  private static Optional<Path> privateKeys(KmsConfig section) {
    return section
        .path("private_key_path")
        .or(
            () ->
                section.scheme().equals("age")
                    ? section.target().map(section::resolve)
                    : Optional.empty());
  }

  /** Opens every section, without touching the network. */
  List<Finding> opened(Kms kms) {
    return configuration.sections().stream().map(name -> opened(kms, name)).toList();
  }

  private Finding opened(Kms kms, String name) {
    String subject = "section " + name;
    try {
      kms.backend(name);
      return Finding.ok(subject, used.contains(name) ? "opens, in use" : "opens, not in use");
    } catch (RuntimeException e) {
      return used.contains(name)
          ? Finding.wrong(subject, e)
          : Finding.note(
              subject, "not in use here, and would not open: " + Failure.of(e).message());
    }
  }
}
