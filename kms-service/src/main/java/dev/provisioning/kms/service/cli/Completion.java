package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kms completion}. */
@Command(
    name = "completion",
    header = "Writes a completion script for bash or zsh.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(kms completion bash)",
      "  kms completion bash > ~/.local/share/bash-completion/completions/kms"
    })
final class Completion implements Callable<Integer> {
  /** The shells that there are scripts for. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell = Shell.bash;

  @Spec private CommandSpec spec;

  private final Terminal terminal;

  Completion(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    // zsh runs bash's script once its own emulation is loaded.
    String before = shell == Shell.zsh ? "autoload -U +X compinit && compinit\n" : "";
    String script = AutoComplete.bash("kms", spec.root().commandLine());
    terminal.out().write((before + script).getBytes(StandardCharsets.UTF_8));
    return Exit.OK;
  }
}
