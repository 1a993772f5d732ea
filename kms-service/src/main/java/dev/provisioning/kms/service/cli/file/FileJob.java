package dev.provisioning.kms.service.cli.file;

import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.NewFile;
import dev.provisioning.kms.service.cli.io.ProgressBar;
import dev.provisioning.kms.service.cli.io.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Makes one file of another: the target appears complete, verified and readable by its owner only,
 * or not at all.
 *
 * @param source the file that is read
 * @param target the file that is made
 * @param replace whether an existing target is replaced
 */
public record FileJob(Path source, Path target, boolean replace) {
  private static final long SHOW_PROGRESS_FROM = 16L * 1024 * 1024;

  /** What happens to the content. */
  @FunctionalInterface
  public interface Transformation {
    /**
     * Reads a stream to its end.
     *
     * @param in the source
     * @param out the target, which is thrown away if this fails
     * @throws IOException if a stream fails, or the source is not authentic
     */
    void apply(InputStream in, OutputStream out) throws IOException;
  }

  /**
   * Does it.
   *
   * @param terminal where progress is shown, and whose disk is used
   * @param transformation what happens to the content
   * @throws IOException if anything fails; the target is then as before
   */
  public void run(Terminal terminal, Transformation transformation) throws IOException {
    long size = sourceSize();
    try (NewFile file = NewFile.at(target, replace, terminal.disk());
        InputStream in = open(terminal, size)) {
      transformation.apply(in, file.out());
      file.publish();
    }
  }

  private long sourceSize() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(source, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw Refusal.usage(source + ": is not a regular file");
    }
    if (Files.exists(target) && Files.isSameFile(source, target)) {
      throw Refusal.usage(target + ": source and target are the same file");
    }
    return attributes.size();
  }

  private InputStream open(Terminal terminal, long size) throws IOException {
    InputStream in = Files.newInputStream(source);
    return terminal.tty().err() && size >= SHOW_PROGRESS_FROM
        ? new ProgressBar(in, size, terminal.err(), System::nanoTime)
        : in;
  }

  /**
   * Returns how many chunks are worked on at once; more than the disk can feed brings nothing.
   *
   * @return 2 to 8
   */
  public static int threads() {
    return Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));
  }
}
