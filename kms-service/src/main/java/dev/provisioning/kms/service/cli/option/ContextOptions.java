package dev.provisioning.kms.service.cli.option;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.InputFile;
import dev.provisioning.kms.service.cli.io.Limited;
import dev.provisioning.kms.service.cli.json.FlatObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The encryption context. */
public final class ContextOptions {
  /** Escapes make JSON up to six times as long as the largest context. */
  private static final int MOST_JSON = 64 * 1024;

  @Option(
      names = "--context",
      paramLabel = "K=V[,K=V]",
      description =
          "What the data is for; needed again to decrypt, not secret. May be given more than once.")
  private List<String> contexts = List.of();

  @Option(
      names = "--context-file",
      paramLabel = "FILE",
      description = "The same as a JSON object of texts.")
  private @Nullable Path file;

  /** Made by the command. */
  public ContextOptions() {}

  /**
   * Puts the entries of all options together.
   *
   * @return the context, empty without options
   * @throws IOException if the file cannot be read
   */
  public EncryptionContext read() throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    for (String text : contexts) {
      add(all, EncryptionContext.parse(text).entries());
    }
    if (file != null) {
      add(all, parsed(file));
    }
    return EncryptionContext.of(all);
  }

  private static void add(Map<String, String> all, Map<String, String> more) {
    more.forEach(
        (key, value) -> {
          if (all.putIfAbsent(key, value) != null) {
            throw Refusal.usage("the context has the key " + key + " twice");
          }
        });
  }

  private static Map<String, String> parsed(Path file) throws IOException {
    try (InputStream in = InputFile.open(file)) {
      return FlatObject.parse(
          Limited.read(in, MOST_JSON, Refusal.usage(file + ": more than 64 KiB of context")));
    } catch (IllegalArgumentException e) {
      throw Refusal.usage(file + ": " + e.getMessage());
    }
  }
}
