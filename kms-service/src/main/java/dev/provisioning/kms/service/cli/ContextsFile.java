package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.InputFile;
import dev.provisioning.kms.service.cli.json.FlatObject;
import dev.provisioning.kms.service.cli.migrate.Contexts;
import dev.provisioning.kms.service.cli.migrate.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of files, as lines of JSON: {@code {"path":"a/b.enc","context":{"env":"prod"}}}. A
 * path may be that of a folder and then stands for everything in it.
 */
final class ContextsFile {
  private static final int MOST_LINE = 128 * 1024;

  private final Path file;
  private final Map<Path, EncryptionContext> contexts = new HashMap<>();
  private long number;

  private ContextsFile(Path file) {
    this.file = file;
  }

  static Contexts read(@Nullable Path file, EncryptionContext otherwise) throws IOException {
    return new Contexts(file == null ? Map.of() : new ContextsFile(file).read(), otherwise);
  }

  private Map<Path, EncryptionContext> read() throws IOException {
    try (InputStream in = InputFile.open(file)) {
      Lines lines = new Lines(in, MOST_LINE);
      byte[] line = lines.next();
      while (line != null) {
        number++;
        add(line);
        line = lines.next();
      }
    }
    return contexts;
  }

  private void add(byte[] line) {
    if (new String(line, StandardCharsets.ISO_8859_1).isBlank()) {
      return;
    }
    try {
      FlatObject.Nested object = FlatObject.parse(line, "context");
      @Nullable Map<String, String> context = object.inner();
      @Nullable String path = object.texts().get("path");
      if (path == null || context == null || object.texts().size() > 1) {
        throw wrong("must be {\"path\":\"…\",\"context\":{…}}");
      }
      Path at = Contexts.normal(Path.of(path));
      if (contexts.putIfAbsent(at, EncryptionContext.of(context)) != null) {
        throw wrong("names a path again");
      }
    } catch (InvalidPathException e) {
      throw wrong("has a path that this system does not allow");
    } catch (KmsException | IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Refusal wrong(String why) {
    return Refusal.usage(file + ", line " + number + ": " + why);
  }
}
