package dev.provisioning.kms.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A program: makes the table and the plot of the README from the JSON files of JMH. */
public final class Report {
  private Report() {}

  /**
   * Prints the table in Markdown and writes the plot.
   *
   * @param arguments the SVG file to write, then the JSON files
   */
  public static void main(String[] arguments) throws IOException {
    Results results = Results.read(Arrays.stream(arguments).skip(1).map(Path::of).toList());
    results.places().forEach(place -> System.out.println(table(results, place)));
    Files.writeString(Path.of(arguments[0]), Plot.svg(results));
  }

  private static String table(Results results, String place) {
    StringBuilder out = new StringBuilder();
    out.append("\n| ").append(place);
    out.append(" | kms | AWS Encryption SDK | ratio | Tink | ratio | to one thread |\n");
    out.append("|---|---|---|---|---|---|---|\n");
    for (Comparison c : Comparison.all()) {
      c.ours(results, place)
          .ifPresent(
              mine ->
                  out.append("| ")
                      .append(c.title())
                      .append(" | ")
                      .append(time(mine, unit(c)))
                      .append(peer(c, results, place, 0))
                      .append(peer(c, results, place, 1))
                      .append(" | ")
                      .append(ratio(c, results, place, 2))
                      .append(" |\n"));
    }
    return out.toString();
  }

  private static String unit(Comparison c) {
    return c.benchmark().equals(Comparison.SMALL) ? "µs" : "ms";
  }

  private static String peer(Comparison c, Results results, String place, int group) {
    return " | "
        + c.peer(results, place, group).map(theirs -> time(theirs, unit(c))).orElse("")
        + " | "
        + ratio(c, results, place, group);
  }

  /** With the target in brackets where one is missed. */
  private static String ratio(Comparison c, Results results, String place, int group) {
    Optional<Double> ratio = c.ratio(results, place, group);
    double target =
        place.startsWith("JDK 17") && !place.contains("ACCP") ? c.targets().get(group) : 0;
    return ratio
        .map(
            r ->
                String.format(Locale.ROOT, "**%.2fx**", r)
                    + (r < target ? String.format(Locale.ROOT, " (target %.1fx)", target) : ""))
        .orElse("");
  }

  private static String time(Results.Times times, String unit) {
    return String.format(
        Locale.ROOT, "%.2f %s [%.2f–%.2f]", times.median(), unit, times.least(), times.most());
  }
}
