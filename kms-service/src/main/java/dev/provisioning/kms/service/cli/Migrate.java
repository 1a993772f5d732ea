package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.migrate.Contexts;
import dev.provisioning.kms.service.cli.migrate.FileMigration;
import dev.provisioning.kms.service.cli.migrate.Keys;
import dev.provisioning.kms.service.cli.migrate.Kind;
import dev.provisioning.kms.service.cli.migrate.LineMigration;
import dev.provisioning.kms.service.cli.migrate.Lines;
import dev.provisioning.kms.service.cli.migrate.Mode;
import dev.provisioning.kms.service.cli.migrate.StreamRun;
import dev.provisioning.kms.service.cli.migrate.Tally;
import dev.provisioning.kms.service.cli.migrate.Tree;
import dev.provisioning.kms.service.cli.migrate.TreeRun;
import dev.provisioning.kms.service.cli.option.ContextOptions;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.SourceOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
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

/** {@code kms migrate}. */
@Command(
    name = "migrate",
    header = "Moves all files of a folder to the key of the configuration.",
    description = {
      "Finds envelopes and ciphertexts in folders and moves them to the default key",
      "of the primary backend, or to --key. What they are under now is opened by the",
      "configuration: see decrypt_also and allowed_keys. Other files are not touched.",
      "",
      "Every file is old or new at any time. What is under the key already is left",
      "alone, so that the same command goes on where an earlier one was stopped."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms migrate --dry-run --context env=prod secrets/",
      "  kms migrate --contexts contexts.jsonl --report failed.jsonl secrets/ backups/",
      "  kms migrate --stdin --context table=users < old.txt > new.txt"
    })
final class Migrate implements Callable<Integer> {
  private static final int MOST_THREADS = 32;
  private static final int MOST_LINE = 45 * 1024 * 1024;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description = "Folders, with all folders in them, or files.")
  private List<Path> roots = List.of();

  @Option(
      names = "--stdin",
      description = {
        "Instead of folders: one ciphertext a line from",
        "standard input to standard output, in the same",
        "order; one that fails comes out unchanged."
      })
  private boolean stdin;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Another allowed key of the primary backend.")
  private @Nullable String key;

  @Mixin private final ContextOptions context = new ContextOptions();

  @Option(
      names = "--contexts",
      paramLabel = "FILE",
      description = {
        "Contexts of files and folders, a line of JSON each:",
        "{\"path\":\"a/b.enc\",\"context\":{\"env\":\"prod\"}}.",
        "--context is for files without a line."
      })
  private @Nullable Path contexts;

  @Option(
      names = "--dry-run",
      description = "Change nothing, open nothing; show what would be done.")
  private boolean dryRun;

  @Option(
      names = "--verify",
      description = "With --dry-run: open everything, and say what does not open.")
  private boolean verify;

  @Option(
      names = "--drop-readers",
      description = {
        "Move envelopes that can also be opened by a key",
        "that is not configured, and not by it any more."
      })
  private boolean dropReaders;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many at once, 1 to 32. Default: as many as cores.")
  private int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--max-failures",
      paramLabel = "N",
      description = {
        "Stop after so many failures. A backend that is not",
        "there stops a run after 10 anyway."
      })
  private long maxFailures = Long.MAX_VALUE;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write failures to a new file, as lines of JSON.")
  private @Nullable Path report;

  @Option(names = "--force", description = "Replace the report if it exists.")
  private boolean force;

  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final SourceOptions source = new SourceOptions();

  private final Terminal terminal;

  Migrate(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    refuse();
    EncryptionContext common = context.read();
    Contexts all = ContextsFile.read(contexts, common);
    Tree files = Tree.of(roots);
    try (Kms kms = Session.connect(terminal, Session.find(terminal, source, FirstKey.MUST_EXIST));
        Keys keys = Keys.of(kms, key, dropReaders)) {
      if (mode() == Mode.MOVE) {
        keys.tryOut(common);
      }
      // A run that does not begin leaves no report, which the next one would have to replace.
      try (Reporting reporting = new Reporting()) {
        return stdin
            ? stream(new LineMigration(keys, common, Migrate::kind, mode()), reporting.report)
            : tree(
                files,
                new FileMigration(keys, all, Migrate::kind, terminal.disk(), mode()),
                reporting.report);
      }
    }
  }

  private void refuse() {
    if (stdin == !roots.isEmpty()) {
      throw Refusal.usage("name folders or files, or --stdin; see: kms migrate --help");
    }
    if (verify && !dryRun) {
      throw Refusal.usage("--verify goes with --dry-run");
    }
    if (stdin && (contexts != null || json.isOn())) {
      throw Refusal.usage("--contexts and --json go with folders, not with --stdin");
    }
    if (threads < 1 || threads > MOST_THREADS || maxFailures < 1) {
      throw Refusal.usage("--threads takes 1 to 32, and --max-failures 1 or more");
    }
  }

  private Mode mode() {
    if (!dryRun) {
      return Mode.MOVE;
    }
    return verify ? Mode.VERIFY : Mode.LOOK;
  }

  private static Kind kind(byte[] beginning) {
    return switch (Form.of(beginning)) {
      case ENVELOPE -> Kind.ENVELOPE;
      case TEXT -> Kind.TEXT;
      case BYTES -> Kind.BYTES;
      case ENVELOPE_TEXT -> Kind.ENVELOPE_TEXT;
      case VAULT_TEXT -> Kind.VAULT_TEXT;
      case AGE_FILE, ARMORED_AGE_FILE -> Kind.AGE_FILE;
      case EMPTY, UNKNOWN -> Kind.FOREIGN;
    };
  }

  private int tree(Tree files, FileMigration migration, @Nullable FailureReport to)
      throws IOException {
    Tally tally = new Tally(maxFailures);
    long expected = terminal.tty().err() ? Tree.of(roots).count() : 0;
    MigrationView view = new MigrationView(terminal, to, expected, System::nanoTime);
    long start = System.nanoTime();
    return Interruption.ofTree(tally)
        .during(
            () -> {
              try (view) {
                new TreeRun(files, migration, tally, view).run(threads);
              }
              MigrationSummary summary = summary(tally, "files", start);
              if (json.isOn() || dryRun) {
                String shown = json.isOn() ? summary.json() + "\n" : summary.table();
                terminal.out().write(shown.getBytes(StandardCharsets.UTF_8));
                terminal.out().flush();
              }
              return told(summary);
            });
  }

  private int stream(LineMigration migration, @Nullable FailureReport to) throws IOException {
    Tally tally = new Tally(maxFailures);
    if (terminal.tty().canAsk()) {
      terminal.note("reading ciphertexts from the terminal, one a line; Ctrl-D ends them");
    }
    MigrationView view = new MigrationView(terminal, to, 0, System::nanoTime);
    Lines in = new Lines(terminal.in(), MOST_LINE);
    StreamRun run = new StreamRun(in, terminal.out(), migration, tally, view);
    long start = System.nanoTime();
    return Interruption.ofStream(tally, run.underWay())
        .during(
            () -> {
              try (view) {
                run.run(threads);
              }
              return told(summary(tally, MigrationSummary.LINES, start));
            });
  }

  private MigrationSummary summary(Tally tally, String things, long start) {
    return new MigrationSummary(tally, dryRun, things, (System.nanoTime() - start) / 1e9);
  }

  private int told(MigrationSummary summary) {
    summary.notes(report != null && !force).forEach(terminal::note);
    terminal.note(summary.line());
    return summary.tally().exitCode();
  }

  /** The report, if there is to be one. */
  private final class Reporting implements AutoCloseable {
    private final @Nullable FailureReport report;

    Reporting() throws IOException {
      Path file = Migrate.this.report;
      report = file == null ? null : FailureReport.at(file, force, terminal.disk());
    }

    @Override
    public void close() throws IOException {
      if (report != null) {
        report.close();
      }
    }
  }
}
