package dev.provisioning.kms.service.cli.check;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.config.Configuration;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.SourceOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import dev.provisioning.kms.service.cli.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything that commands rely on, and goes on after what is wrong. */
public final class Examination {
  private final Terminal terminal;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Prepares an examination.
   *
   * @param terminal where it runs
   */
  public Examination(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Runs it.
   *
   * @param options which configuration
   * @return the findings in the order of the checks
   */
  public List<Finding> run(SourceOptions options) {
    findings.add(JavaCheck.run());
    findings.addAll(ProvidersCheck.run());
    try {
      source(Session.find(terminal, options, FirstKey.MUST_EXIST));
    } catch (RuntimeException | IOException e) {
      findings.add(Finding.wrong("configuration", e));
    }
    return List.copyOf(findings);
  }

  private void source(Source source) {
    findings.add(Finding.ok("configuration", source.shown()));
    if (source instanceof Source.File file) {
      FileCheck.decidesWhoReads(file.file()).ifPresent(findings::add);
    }
    Configuration configuration = source.read(terminal.variables());
    configuration.warnings().forEach(w -> findings.add(Finding.note("configuration", w)));
    String environment = configuration.environment();
    findings.add(Finding.ok("environment", environment.isEmpty() ? "(none)" : environment));
    SectionsCheck sections = new SectionsCheck(configuration);
    findings.addAll(sections.keyFiles());
    try (Kms kms = Session.connect(terminal, source)) {
      findings.addAll(sections.opened(kms));
      findings.add(SelfTest.run(kms));
    } catch (RuntimeException e) {
      findings.add(Finding.wrong("opening", e));
    }
  }
}
