package dev.provisioning.kms.service.cli.io;

import dev.provisioning.kms.spi.KmsProvider;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a command touches outside its arguments, so that tests can run it in their own
 * JVM.
 *
 * @param in standard input, not buffered: what a prompt leaves belongs to the next reader
 * @param out standard output, for results only
 * @param err standard error, for people
 * @param tty which of them are terminals
 * @param variables the environment variables
 * @param folder the current folder
 * @param person who answers prompts
 * @param disk where new files are written
 * @param providers backends that win over those on the class path; none outside tests
 */
public record Terminal(
    InputStream in,
    OutputStream out,
    PrintStream err,
    Tty tty,
    Function<String, @Nullable String> variables,
    Path folder,
    Person person,
    Disk disk,
    List<KmsProvider> providers) {

  /**
   * Returns the terminal of this process. {@code System.out} swallows errors, and encodes as the
   * platform does: the descriptors are used themselves.
   *
   * @return the terminal
   */
  public static Terminal system() {
    InputStream in = new PipedInput(new FileInputStream(FileDescriptor.in));
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    return new Terminal(
        in,
        new FileOutputStream(FileDescriptor.out),
        err,
        Tty.of(System.getProperty("kms.tty"), Path.of("/proc/self/fd")),
        System::getenv,
        Path.of("").toAbsolutePath(),
        new Keyboard(in, err),
        new SyncedDisk(),
        List.of());
  }

  /**
   * Tells failures of standard output apart from those of files.
   *
   * @return a terminal that differs in this alone
   */
  public Terminal withResultStream() {
    OutputStream results = new ResultStream(out);
    return new Terminal(in, results, err, tty, variables, folder, person, disk, providers);
  }

  /**
   * Says one line to the person that is neither result nor error.
   *
   * @param text the line
   */
  public void note(String text) {
    err.print("kms: " + OneLine.of(text) + "\n");
    err.flush();
  }
}
