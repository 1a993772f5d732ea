package dev.provisioning.kms.testbench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file that takes a server's standard output and standard error. */
public final class ServerLog {
  private static final int TAIL = 40;
  private final Path file;

  private ServerLog(Path file) {
    this.file = file;
  }

  /** Below {@code target} in a Maven build, so that a failed run leaves it where one looks. */
  static ServerLog create(String name) {
    try {
      Path target = Path.of("target");
      Path folder =
          Files.isDirectory(target)
              ? Files.createDirectories(target.resolve("server-logs"))
              : Path.of(System.getProperty("java.io.tmpdir"));
      return new ServerLog(Files.createTempFile(folder, name + "-", ".log").toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** All that the server has said so far, of every start. */
  public String text() {
    try {
      // Not readString: a server may be in the middle of a character.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines, for a message. */
  public String tail() {
    List<String> lines = text().lines().toList();
    int from = Math.max(0, lines.size() - TAIL);
    return String.join("\n", lines.subList(from, lines.size()));
  }

  /**
   * Finds the last match of a pattern.
   *
   * @param pattern with one group
   * @return what the group matched
   * @throws IllegalStateException if the server has not said it
   */
  public String find(Pattern pattern) {
    Matcher matcher = pattern.matcher(text());
    String found = null;
    while (matcher.find()) {
      found = matcher.group(1);
    }
    if (found == null) {
      throw new IllegalStateException("no " + pattern + " in " + file);
    }
    return found;
  }

  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
