package dev.provisioning.kms.service.cli.option;

import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Content;
import dev.provisioning.kms.service.cli.io.NamedOutput;
import dev.provisioning.kms.service.cli.io.NewFile;
import dev.provisioning.kms.service.cli.io.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the result goes. */
public final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write a new file, readable by its owner only, instead of standard output.")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replace the file if it exists.")
  private boolean force;

  /** Made by the command. */
  public OutputOptions() {}

  /**
   * Writes a line.
   *
   * @param terminal whose standard output or disk is used
   * @param line the line without its end
   * @throws IOException if it cannot be written; a file is then as before
   */
  public void line(Terminal terminal, String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    write(terminal, out -> out.write(bytes));
  }

  /**
   * Writes what may be large.
   *
   * @param terminal whose standard output or disk is used
   * @param content writes it
   * @throws IOException if it cannot be written; a file is then as before
   */
  public void write(Terminal terminal, Content content) throws IOException {
    if (output == null) {
      content.writeTo(terminal.out());
      terminal.out().flush();
    } else if (isDevice(output)) {
      device(terminal, output, content);
    } else {
      try (NewFile file = NewFile.at(output, force, terminal.disk())) {
        content.writeTo(file.out());
        file.publish();
      }
    }
  }

  /**
   * Refuses the options where nothing is written.
   *
   * @param why what to say
   */
  public void refuse(String why) {
    if (output != null || force) {
      throw Refusal.usage(why);
    }
  }

  /** Pipes and devices are written in place: a rename would replace {@code /dev/stdout}. */
  private static boolean isDevice(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  private static void device(Terminal terminal, Path file, Content content) throws IOException {
    try (OutputStream out = NamedOutput.open(terminal.disk(), file, file)) {
      content.writeTo(out);
    }
  }
}
