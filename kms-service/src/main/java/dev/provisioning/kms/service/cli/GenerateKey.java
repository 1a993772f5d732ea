package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.NewFile;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.json.JsonObject;
import dev.provisioning.kms.service.cli.option.BackendOptions;
import dev.provisioning.kms.service.cli.option.ContextOptions;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.OutputOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms generate-key}. */
@Command(
    name = "generate-key",
    header = "Makes a data key and writes its wrapped form.",
    description = {
      "The key is for local encryption; its wrapped form is stored beside the data, and",
      "kms decrypt --data-key recovers it. The key itself comes out only with",
      "--plaintext-out or --json."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms generate-key --context app=etl --plaintext-out data.key > data.key.kms",
      "  kms generate-key --key-spec AES_128 --json"
    })
final class GenerateKey implements Callable<Integer> {
  @Option(
      names = "--key-spec",
      paramLabel = "SPEC",
      description = "AES_256 (32 bytes, the default) or AES_128 (16 bytes).")
  private DataKeySpec spec = DataKeySpec.AES_256;

  @Option(
      names = "--plaintext-out",
      paramLabel = "FILE",
      description = "Write the raw key to a new file, readable by its owner only.")
  private @Nullable Path plaintextOut;

  @Mixin private final ContextOptions context = new ContextOptions();
  @Mixin private final BackendOptions backend = new BackendOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  GenerateKey(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    EncryptionContext bound = context.read();
    try (Session session = Session.open(terminal, backend, FirstKey.MAY_BE_MADE);
        DataKey key = session.client().generateDataKey(spec, bound)) {
      byte[] raw = key.key().getEncoded();
      try {
        write(key, raw);
        return Exit.OK;
      } finally {
        Arrays.fill(raw, (byte) 0);
      }
    }
  }

  private void write(DataKey key, byte[] raw) throws IOException {
    if (plaintextOut == null) {
      output.line(terminal, shown(key, raw));
      return;
    }
    try (NewFile file = NewFile.at(plaintextOut, false, terminal.disk())) {
      file.out().write(raw);
      file.publish();
    }
    try {
      output.line(terminal, shown(key, raw));
    } catch (IOException e) {
      // A key without its wrapped form would encrypt what nobody can open again.
      Files.deleteIfExists(plaintextOut);
      throw e;
    }
  }

  private String shown(DataKey key, byte[] raw) {
    if (!json.isOn()) {
      return key.wrapped().toString();
    }
    JsonObject object = new JsonObject();
    if (plaintextOut == null) {
      object.put("plaintext", Base64.getEncoder().encodeToString(raw));
    }
    return CiphertextOutput.addTo(object, key.wrapped()).toString();
  }
}
