package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.error.Failure;
import dev.provisioning.kms.service.cli.error.Misuse;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.OneLine;
import dev.provisioning.kms.service.cli.io.Terminal;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** All commands, and what happens when one of them fails. */
public final class CommandTree {
  private final Terminal terminal;
  private final KmsCommand root = new KmsCommand();
  private final CommandLine commands;

  private CommandTree(Terminal terminal, String... args) {
    this.terminal = terminal;
    this.commands = new CommandLine(root);
    for (Object command : Commands.of(terminal, args)) {
      commands.addSubcommand(command);
    }
    commands.getSubcommands().values().forEach(CommandTree::inOrder);
    // Off: "@file" would read files as arguments, and "${…}" expand in them.
    commands.setExpandAtFiles(false);
    commands.setInterpolateVariables(false);
    commands.setPosixClusteredShortOptionsAllowed(false);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setOut(
        new PrintWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8)));
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(ansi()));
    commands.setExecutionExceptionHandler((e, line, result) -> failed(e));
    commands.setParameterExceptionHandler((e, unused) -> misused(e));
  }

  /** Options as they are declared: those of the command itself first. */
  private static void inOrder(CommandLine command) {
    command.getCommandSpec().usageMessage().sortOptions(false).sortSynopsis(false);
  }

  /**
   * Runs a command.
   *
   * @param terminal where it runs
   * @param args its name and arguments
   * @return the exit code; never throws
   */
  public static int run(Terminal terminal, String... args) {
    CommandTree tree = new CommandTree(terminal.withResultStream(), args);
    try {
      int exitCode = tree.commands.execute(args);
      tree.commands.getOut().flush();
      return exitCode;
    } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
      return tree.failed(e);
    }
  }

  private Ansi ansi() {
    boolean plain =
        !terminal.tty().out()
            || terminal.variables().apply("NO_COLOR") != null
            || "dumb".equals(terminal.variables().apply("TERM"));
    return plain ? Ansi.OFF : Ansi.ON;
  }

  private int failed(Throwable e) {
    Failure failure = Failure.of(e);
    if (!failure.message().isEmpty()) {
      terminal.note(failure.message());
    }
    if (root.isVerbose()) {
      e.printStackTrace(terminal.err());
    }
    return failure.exitCode();
  }

  private int misused(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
    terminal.note(OneLine.of(Misuse.of(e)) + "; see: " + command + " --help");
    return Exit.USAGE;
  }
}
