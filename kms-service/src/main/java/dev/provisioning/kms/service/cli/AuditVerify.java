package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.observe.AuditHead;
import dev.provisioning.kms.observe.AuditVerdict;
import dev.provisioning.kms.observe.AuditVerdict.Broken;
import dev.provisioning.kms.observe.AuditVerifier;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.InputFile;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms audit verify}. */
@Command(
    name = "verify",
    header = "Finds the first bad line of an audit file.",
    description = {
      "Finds lines that were changed, cut, added or moved. Without --head it cannot",
      "see that the newest lines were cut off, and without --head and --key-file not",
      "that the whole file was written anew. The exit code is 6 if a line is bad."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms audit verify audit.jsonl",
      "  kms audit verify --key-file audit.key audit.jsonl.000000001000 audit.jsonl",
      "  kms audit verify --head 1234:5f0c…e1 --json audit.jsonl"
    })
final class AuditVerify implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "The file; with those before it, the oldest first.")
  private List<Path> files = List.of();

  @Option(
      names = "--head",
      paramLabel = "HEAD",
      description = "A head of this chain from a log, kms status or an earlier run.")
  private @Nullable String head;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "The key that the file was written with.")
  private @Nullable Path keyFile;

  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  AuditVerify(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    for (Path file : files) {
      InputFile.open(file).close();
    }
    AuditVerdict verdict = verifier().verify(files);
    if (!json.isOn() && verdict.broken().isPresent()) {
      Broken broken = verdict.broken().get();
      throw Refusal.invalidCiphertext(
          broken.file() + ", line " + broken.line() + " " + broken.why());
    }
    Facts facts = facts(verdict);
    String shown = json.isOn() ? facts.json() : facts.text();
    terminal.out().write((shown + "\n").getBytes(StandardCharsets.UTF_8));
    return verdict.isSound() ? Exit.OK : Exit.INVALID_CIPHERTEXT;
  }

  private AuditVerifier verifier() {
    AuditVerifier verifier = new AuditVerifier();
    if (head != null) {
      verifier =
          verifier.head(
              AuditHead.parse(head)
                  .orElseThrow(
                      () ->
                          Refusal.usage(
                              "--head must be a hash of 64 hexadecimal digits, or NUMBER:HASH")));
    }
    return keyFile == null ? verifier : verifier.key(Secret.ofFile(keyFile));
  }

  private static Facts facts(AuditVerdict verdict) {
    Facts facts =
        new Facts()
            .add("verdict", word(verdict))
            .add("records", verdict.records())
            .add("first", verdict.first())
            .add("head", verdict.head().toString())
            .add("key_checked", verdict.keyChecked())
            .add("head_found", verdict.headFound());
    verdict
        .broken()
        .ifPresent(
            broken ->
                facts
                    .add("file", broken.file().toString())
                    .add("line", broken.line())
                    .add("why", broken.why()));
    return verdict.isSound() ? facts.add("not_seen", notSeen(verdict)) : facts;
  }

  private static String word(AuditVerdict verdict) {
    if (!verdict.isSound()) {
      return "broken";
    }
    return verdict.isSelfConsistentOnly() ? "self-consistent only" : "sound";
  }

  private static String notSeen(AuditVerdict verdict) {
    String newest = verdict.headFound() ? "cuts after the head" : "cuts at the end";
    String older = verdict.first() > 1 ? ", older files" : "";
    return newest + older + (verdict.isSelfConsistentOnly() ? ", a file written anew" : "");
  }
}
