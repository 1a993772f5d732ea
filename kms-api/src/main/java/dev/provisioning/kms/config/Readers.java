package dev.provisioning.kms.config;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.ConfigEntry;
import dev.provisioning.kms.spi.ConfigReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the reader of a syntax. One that fails to load does not hide the others; after an I/O error
 * the loader's iterator can throw for ever, hence the cap.
 */
final class Readers {
  private static final int MOST_STEPS = 1000;

  private final List<ConfigReader> found = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  private Readers(ClassLoader loader, String extension) {
    Iterator<ConfigReader> all = ServiceLoader.load(ConfigReader.class, loader).iterator();
    for (int step = 0; step < MOST_STEPS; step++) {
      try {
        if (!all.hasNext()) {
          return;
        }
        ConfigReader reader = all.next();
        if (reader.extension().equals(extension)) {
          found.add(reader);
        }
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        failures.add(e.getCause() == null ? String.valueOf(e) : e + ": " + e.getCause());
      }
    }
  }

  /** Finds the one reader of an extension and makes its failures ours. */
  static ConfigReader find(String file, String extension, ClassLoader loader) {
    Readers readers = new Readers(loader, extension);
    if (readers.found.size() == 1) {
      return new Guarded(readers.found.get(0));
    }
    if (readers.found.isEmpty()) {
      throw Misconfigured.because(readers.missing(file, extension));
    }
    throw Misconfigured.because(
        "two readers of ." + extension + " files: " + classes(readers.found) + "; remove one jar");
  }

  private String missing(String file, String extension) {
    String failed = failures.isEmpty() ? "" : "; failed to load: " + String.join(", ", failures);
    if (!extension.equals("toml")) {
      return file + " must be a .toml or .properties file" + failed;
    }
    return "reading "
        + file
        + " needs the artifact dev.provisioning.kms:kms-toml, and on the module path the option"
        + " --add-modules dev.provisioning.kms.toml"
        + failed;
  }

  private static String classes(List<ConfigReader> readers) {
    return String.join(" and ", readers.stream().map(r -> r.getClass().getName()).toList());
  }

  /** A reader is foreign code: what it throws may quote the line, and with it a secret. */
  private record Guarded(ConfigReader reader) implements ConfigReader {
    @Override
    public String extension() {
      return reader.extension();
    }

    @Override
    public List<ConfigEntry> read(String source, String text) {
      try {
        return reader.read(source, text);
      } catch (KmsException e) {
        throw e;
      } catch (LinkageError e) {
        throw failed(source, e, ": " + e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        throw failed(source, e, null);
      }
    }

    private KmsException failed(String source, Throwable e, @Nullable String more) {
      return Misconfigured.because(
          "cannot read "
              + source
              + ": "
              + reader.getClass().getName()
              + " failed with "
              + e.getClass().getName()
              + (more == null ? "" : more));
    }
  }
}
