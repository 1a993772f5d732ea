package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Health;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.config.DurationText;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.json.JsonObject;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.SourceOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import dev.provisioning.kms.service.cli.source.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms health}. */
@Command(
    name = "health",
    header = "Checks whether the backend can be used.",
    description = {
      "Says UP, DEGRADED if some operations work, or DOWN. The exit code is 8 if it is",
      "DOWN, and 0 otherwise."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  kms health", "  kms health --timeout 2s --json"})
final class HealthCheck implements Callable<Integer> {
  @Mixin private final SourceOptions options = new SourceOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "The longest the check may take, such as 500ms or 5s. Default: 10s.")
  private String timeout = "10s";

  private final Terminal terminal;

  HealthCheck(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Duration longest =
        DurationText.parse(timeout)
            .orElseThrow(() -> Refusal.usage("--timeout must be a time such as 500ms or 5s"));
    Source source = Session.find(terminal, options, FirstKey.MUST_EXIST);
    try (Kms kms = Session.connect(terminal, source)) {
      Health health = kms.health(longest);
      terminal.out().write((shown(health) + "\n").getBytes(StandardCharsets.UTF_8));
      return health.status() == Health.Status.DOWN ? Exit.TRANSIENT : Exit.OK;
    }
  }

  private String shown(Health health) {
    long millis = health.latency().toMillis();
    if (json.isOn()) {
      return new JsonObject()
          .put("status", health.status().name())
          .put("latency_ms", millis)
          .put("reason", health.reason())
          .toString();
    }
    String reason = health.reason().isEmpty() ? "" : ": " + health.reason();
    return health.status() + ", " + millis + " ms" + reason;
  }
}
