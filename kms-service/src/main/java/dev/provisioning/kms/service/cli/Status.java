package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.observe.AuditFile;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.BackendOptions;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.OutputOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kms status}. */
@Command(
    name = "status",
    header = "Shows which backend and key commands use.",
    description = {
      "Environment, section, backend, key, what the backend can do, configuration file."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  kms status", "  kms status --config kms.toml --section archive --json"})
final class Status implements Callable<Integer> {
  @Mixin private final BackendOptions backend = new BackendOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  Status(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (Session session = Session.open(terminal, backend, FirstKey.MUST_EXIST)) {
      Facts facts = facts(session);
      output.line(terminal, json.isOn() ? facts.json() : facts.text());
      return Exit.OK;
    }
  }

  private Facts facts(Session session) {
    Facts facts =
        new Facts()
            .add("environment", session.kms().environment())
            .add("section", session.section())
            .add("backend", session.scheme(terminal.variables()))
            .add(
                "capabilities",
                session.client().capabilities().stream()
                    .sorted()
                    .map(c -> c.name().toLowerCase(Locale.ROOT))
                    .toList())
            .add("configuration", session.source().shown());
    session
        .kms()
        .listener(AuditFile.class)
        .ifPresent(
            audit ->
                facts
                    .add("audit_file", audit.path().toString())
                    .add("audit_head", audit.head().toString()));
    try {
      return KeyFacts.addTo(facts, session.client().describeKey());
    } catch (KmsException e) {
      // Status tells what is configured, also while the backend does not answer.
      return facts.add("key_unknown", String.valueOf(e.getMessage()));
    }
  }
}
