package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.check.Examination;
import dev.provisioning.kms.service.cli.check.Finding;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.OneLine;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.json.JsonObject;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.OutputOptions;
import dev.provisioning.kms.service.cli.option.SourceOptions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kms doctor}. */
@Command(
    name = "doctor",
    header = "Looks for what is wrong, and says how to mend it.",
    description = {
      "Checks Java, providers, configuration, file permissions and every section, and",
      "encrypts and decrypts a probe. Shows no secret. The exit code is that of the first",
      "thing that is wrong, and 0 if nothing is."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  kms doctor", "  kms doctor --config kms.toml --json"})
final class Doctor implements Callable<Integer> {
  @Mixin private final SourceOptions source = new SourceOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  Doctor(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<Finding> findings = new Examination(terminal).run(source);
    int exitCode =
        findings.stream()
            .mapToInt(Finding::exitCode)
            .filter(c -> c != 0)
            .findFirst()
            .orElse(Exit.OK);
    output.line(terminal, json.isOn() ? asJson(findings, exitCode) : asText(findings));
    return exitCode;
  }

  private static String asText(List<Finding> findings) {
    return findings.stream()
        .map(f -> String.format("%-6s %s: %s", word(f), f.subject(), OneLine.of(f.text())))
        .collect(Collectors.joining("\n"));
  }

  private static String word(Finding finding) {
    return finding.state().name().toLowerCase(Locale.ROOT);
  }

  private static String asJson(List<Finding> findings, int exitCode) {
    return new JsonObject()
        .put("healthy", exitCode == Exit.OK)
        .putObjects(
            "findings",
            findings.stream()
                .map(
                    f ->
                        new JsonObject()
                            .put("state", word(f))
                            .put("subject", f.subject())
                            .put("text", f.text()))
                .toList())
        .toString();
  }
}
