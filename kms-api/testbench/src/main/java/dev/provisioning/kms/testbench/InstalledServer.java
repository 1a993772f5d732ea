package dev.provisioning.kms.testbench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Finds what {@code .ci/install-servers} installed. */
public final class InstalledServer {
  private InstalledServer() {}

  /**
   * Finds the folder of a server; of several versions, the one that was installed last.
   *
   * @param name as {@code .ci/install-servers} takes it, such as {@code vault}
   * @return the folder {@code NAME-VERSION}
   * @throws IllegalStateException if it is not installed: a run that wants real servers fails, and
   *     never skips
   */
  public static Path folder(String name) {
    return folder(name, System.getenv());
  }

  static Path folder(String name, Map<String, String> environment) {
    Path cache = cache(environment).resolve("kms-test-servers");
    if (Files.isDirectory(cache)) {
      try (Stream<Path> found = Files.list(cache)) {
        return found
            .filter(folder -> folder.getFileName().toString().startsWith(name + "-"))
            .max(Comparator.comparingLong(folder -> folder.toFile().lastModified()))
            .orElseThrow(() -> missing(name, cache));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw missing(name, cache);
  }

  private static Path cache(Map<String, String> environment) {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    return configured.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache")
        : Path.of(configured);
  }

  private static IllegalStateException missing(String name, Path cache) {
    return new IllegalStateException(
        "no " + name + " in " + cache + ": run .ci/install-servers " + name);
  }
}
