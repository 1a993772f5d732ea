package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.OneLine;
import dev.provisioning.kms.service.cli.json.JsonObject;
import dev.provisioning.kms.service.cli.migrate.Kind;
import dev.provisioning.kms.service.cli.migrate.Outcome;
import dev.provisioning.kms.service.cli.migrate.Tally;
import dev.provisioning.kms.service.cli.migrate.Tally.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to.
 *
 * @param tally the counts
 * @param dry whether nothing was changed
 * @param things what was counted, such as files
 * @param seconds how long it took
 */
record MigrationSummary(Tally tally, boolean dry, String things, double seconds) {
  static final String LINES = "lines";

  private static final int MOST_UNDER = 48;
  private static final int TAIL = 20;

  String line() {
    return String.format(
        Locale.ROOT,
        "%s %d, current %d, skipped %d, failed %d of %d %s in %.1f s",
        dry ? "would move" : "moved",
        tally.count(Outcome.MOVED),
        tally.count(Outcome.CURRENT),
        tally.count(Outcome.SKIPPED),
        tally.failed(),
        tally.total(),
        things,
        seconds);
  }

  /**
   * What else a person has to know; each is one line.
   *
   * @param newReport whether failures went to a file that the same command would find
   */
  List<String> notes(boolean newReport) {
    List<String> notes = new ArrayList<>();
    for (Kind kind : List.of(Kind.AGE_FILE, Kind.VAULT_TEXT)) {
      long left = left(kind);
      if (left > 0) {
        notes.add(kind.shown() + "s left: " + left + "; " + advice(kind) + "; --report lists them");
      }
    }
    @Nullable String stopped = tally.stopped();
    if (stopped != null) {
      String report = newReport ? ", with --force or another --report" : "";
      notes.add("stopped early: " + stopped + "; " + how() + report);
    }
    return notes;
  }

  private String how() {
    if (!things.equals(LINES)) {
      return "the same command goes on from here";
    }
    return tally.exitCode() == Exit.INTERRUPTED
        ? "lines that were not read are missing from the output, so start again from the old ones"
        : "the rest came out unchanged, and the same command goes on with what came out";
  }

  private long left(Kind kind) {
    return tally.groups().entrySet().stream()
        .filter(group -> group.getKey().kind() == kind)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** What else can be done with a backend's own format. */
  static String advice(Kind kind) {
    return kind == Kind.VAULT_TEXT
        ? "only Vault itself opens it (transit/decrypt, then kms encrypt)"
        : "only age itself opens it (kms decrypt-file, then kms encrypt-file)";
  }

  /** What would be done, by form and key, as a table; empty if nothing is ours. */
  String table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(things, "would be", "form", "under"));
    tally
        .groups()
        .forEach(
            (group, n) -> {
              if (group.outcome() != Outcome.SKIPPED) {
                rows.add(
                    List.of(
                        n.toString(),
                        group.outcome() == Outcome.MOVED ? "moved" : "left",
                        group.kind().shown(),
                        shortened(group)));
              }
            });
    return rows.size() == 1 ? "" : aligned(rows);
  }

  /** Keys of age are as wide as a terminal; both ends tell them apart, and JSON has all of it. */
  private static String shortened(Group group) {
    String under = OneLine.of(group.source());
    int length = under.length();
    return length <= MOST_UNDER
        ? under
        : under.substring(0, MOST_UNDER - TAIL - 1) + "…" + under.substring(length - TAIL);
  }

  private static String aligned(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int c = column;
        int width = rows.stream().mapToInt(r -> r.get(c).length()).max().orElse(0);
        String space = " ".repeat(width - row.get(column).length());
        // Numbers stand to the right.
        line.append(column == 0 ? space + row.get(column) : row.get(column) + space).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  String json() {
    List<JsonObject> groups = new ArrayList<>();
    for (Map.Entry<Group, Long> entry : tally.groups().entrySet()) {
      Group group = entry.getKey();
      groups.add(
          new JsonObject()
              .put("form", group.kind().shown())
              .put("under", group.source())
              .put("outcome", group.outcome().name().toLowerCase(Locale.ROOT))
              .put(things, entry.getValue()));
    }
    JsonObject all =
        new JsonObject()
            .put("dry_run", dry)
            .put("moved", tally.count(Outcome.MOVED))
            .put("current", tally.count(Outcome.CURRENT))
            .put("skipped", tally.count(Outcome.SKIPPED))
            .put("native", tally.count(Outcome.NATIVE))
            .put("failed", tally.failed())
            .put("complete", tally.stopped() == null)
            .put("milliseconds", Math.round(seconds * 1000))
            .putObjects("groups", groups);
    return all.toString();
  }
}
