package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.config.DurationText;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.BackendOptions;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.OutputOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms rotate}. */
@Command(
    name = "rotate",
    header = "Adds a new version to the configured key.",
    description = {
      "The new version encrypts from now on. What older versions encrypted still",
      "decrypts; kms rewrap moves it to the new one. With --every, the backend adds",
      "versions by itself from then on, and none now."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms rotate",
      "  kms rotate --section vault --key billing --json",
      "  kms rotate --every 90d"
    })
final class Rotate implements Callable<Integer> {
  @Mixin private final BackendOptions backend = new BackendOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--every",
      paramLabel = "INTERVAL",
      description =
          "Has the backend rotate by itself, where it can: 12h, 90d; off ends that. Without it,"
              + " rotates once, now.")
  private @Nullable String every;

  private final Terminal terminal;

  Rotate(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (Session session = Session.open(terminal, backend, FirstKey.MUST_EXIST)) {
      output.line(terminal, KeyFacts.of(rotate(session.client()), json));
      return Exit.OK;
    }
  }

  private KeyInfo rotate(KmsClient client) {
    return every == null ? client.rotateKey() : client.rotateKeyEvery(interval(every));
  }

  private static Duration interval(String text) {
    return text.equals("off")
        ? Duration.ZERO
        : DurationText.parse(text)
            .filter(interval -> !interval.isZero())
            .orElseThrow(() -> Refusal.usage("--every must be a time such as 12h or 90d, or off"));
  }
}
