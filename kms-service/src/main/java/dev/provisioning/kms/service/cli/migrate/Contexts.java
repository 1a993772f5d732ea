package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.EncryptionContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What each file is for. */
public final class Contexts {
  private final Map<Path, EncryptionContext> byPath;
  private final EncryptionContext otherwise;

  /**
   * Takes the contexts.
   *
   * @param byPath contexts of files and folders, by path as {@link #normal} spells it
   * @param otherwise the context of all other files
   */
  public Contexts(Map<Path, EncryptionContext> byPath, EncryptionContext otherwise) {
    this.byPath = Map.copyOf(byPath);
    this.otherwise = otherwise;
  }

  /** That of the file, else of the nearest folder that has one, else that of all other files. */
  EncryptionContext of(Path file) {
    if (byPath.isEmpty()) {
      return otherwise;
    }
    for (Path at = normal(file); at != null; at = at.getParent()) {
      EncryptionContext found = byPath.get(at);
      if (found != null) {
        return found;
      }
    }
    return otherwise;
  }

  /**
   * Spells a path as lookups do: whatever links lead to a file, its context is the same.
   *
   * @param path a path, relative to the current folder or absolute
   * @return the absolute path without links, {@code .} and {@code ..}
   */
  public static Path normal(Path path) {
    Path plain = path.toAbsolutePath().normalize();
    for (Path spelled : List.of(path, plain)) {
      try {
        return spelled.toRealPath();
      } catch (IOException e) {
        // There is no such file; none will be looked up under this name.
      }
    }
    return plain;
  }
}
