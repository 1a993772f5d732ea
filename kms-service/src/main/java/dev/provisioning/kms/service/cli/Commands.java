package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.io.Terminal;
import java.util.ArrayList;
import java.util.List;

/** The commands in the order of the help. */
final class Commands {
  private static final List<String> NAMES =
      List.of(
          "keygen",
          "encrypt",
          "decrypt",
          "generate-key",
          "encrypt-file",
          "decrypt-file",
          "inspect",
          "rewrap",
          "migrate",
          "create-key",
          "rotate",
          "status",
          "health",
          "audit",
          "doctor");

  private Commands() {}

  /**
   * Makes what a run needs: the one command that it names, since reading the annotations of all of
   * them takes longer than encrypting. Anything else, as help and completion, needs them all.
   */
  static List<Object> of(Terminal terminal, String... args) {
    return args.length > 0 && NAMES.contains(args[0])
        ? List.of(named(args[0], terminal))
        : all(terminal);
  }

  private static List<Object> all(Terminal terminal) {
    List<Object> commands = new ArrayList<>();
    NAMES.forEach(name -> commands.add(named(name, terminal)));
    commands.add(new Completion(terminal));
    return commands;
  }

  private static Object named(String name, Terminal terminal) {
    return switch (name) {
      case "keygen" -> new Keygen(terminal);
      case "encrypt" -> new Encrypt(terminal);
      case "decrypt" -> new Decrypt(terminal);
      case "generate-key" -> new GenerateKey(terminal);
      case "encrypt-file" -> new EncryptFile(terminal);
      case "decrypt-file" -> new DecryptFile(terminal);
      case "inspect" -> new Inspect(terminal);
      case "rewrap" -> new Rewrap(terminal);
      case "migrate" -> new Migrate(terminal);
      case "create-key" -> new CreateKey(terminal);
      case "rotate" -> new Rotate(terminal);
      case "status" -> new Status(terminal);
      case "health" -> new HealthCheck(terminal);
      case "audit" -> Audit.with(terminal);
      default -> new Doctor(terminal);
    };
  }
}
