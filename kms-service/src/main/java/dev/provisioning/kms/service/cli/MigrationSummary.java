package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.io.OneLine;
import dev.provisioning.kms.service.cli.json.JsonObject;
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

  /** What else a person has to know; each is one line. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    long left = tally.count(Outcome.NATIVE);
    if (left > 0) {
      notes.add(
          left
              + " age files were left, since only age itself opens them (kms decrypt-file, then kms"
              + " encrypt-file); --report lists them");
    }
    @Nullable String stopped = tally.stopped();
    if (stopped != null) {
      notes.add("stopped early: " + stopped + "; the same command goes on from here");
    }
    return notes;
  }

  /** The counts by form, key and outcome as a table; empty if nothing is ours. */
  String table() {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"form", "under", dry ? "would be" : "was", things});
    tally
        .groups()
        .forEach(
            (group, n) -> {
              if (group.outcome() != Outcome.SKIPPED) {
                rows.add(
                    new String[] {
                      group.kind().shown(), source(group), word(group.outcome()), n.toString()
                    });
              }
            });
    return rows.size() == 1 ? "" : aligned(rows);
  }

  private static String source(Group group) {
    return group.source().isEmpty() ? "-" : OneLine.of(group.source());
  }

  private String word(Outcome outcome) {
    return switch (outcome) {
      case MOVED -> "moved";
      case CURRENT -> "left: current";
      case NATIVE -> "left: native";
      case SKIPPED -> "skipped";
    };
  }

  private static String aligned(List<String[]> rows) {
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      for (int column = 0; column < row.length; column++) {
        int c = column;
        int width = rows.stream().mapToInt(r -> r[c].length()).max().orElse(0);
        boolean last = column == row.length - 1;
        String space = " ".repeat(width - row[column].length());
        // Numbers stand at the end, and to the right.
        text.append(last ? space + row[column] + "\n" : row[column] + space + "  ");
      }
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
