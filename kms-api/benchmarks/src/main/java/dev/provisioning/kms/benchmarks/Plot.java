package dev.provisioning.kms.benchmarks;

import java.util.List;
import java.util.Locale;

/** The ratios as dots on a logarithmic axis: right of 1 is faster than the peer. */
final class Plot {
  private static final List<String> COLOURS = List.of("#1f77b4", "#ff7f0e", "#2ca02c", "#9467bd");
  private static final List<String> PEERS = List.of("to the AWS Encryption SDK", "to Tink");
  private static final double LEAST = 0.4;
  private static final double MOST = 40;
  private static final int LABELS = 200;
  private static final int PANEL = 290;
  private static final int GAP = 30;
  private static final int ROW = 22;
  private static final int TOP = 70;

  private final StringBuilder out = new StringBuilder();

  private Plot() {}

  static String svg(Results results) {
    return new Plot().draw(results);
  }

  private String draw(Results results) {
    List<Comparison> rows = Comparison.all();
    int width = LABELS + 2 * (PANEL + GAP);
    int bottom = TOP + rows.size() * ROW;
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif'"
            + " font-size='12'>",
        width, bottom + 30);
    add("<rect width='100%%' height='100%%' fill='white'/>");
    legend(results);
    for (int panel = 0; panel < PEERS.size(); panel++) {
      axis(panel, bottom);
    }
    for (int i = 0; i < rows.size(); i++) {
      row(results, rows.get(i), TOP + i * ROW + ROW / 2);
    }
    return out.append("</svg>\n").toString();
  }

  private void legend(Results results) {
    int i = 0;
    for (String place : results.places()) {
      int x = 20 + i * 180;
      add("<circle cx='%d' cy='20' r='5' fill='%s'/>", x, colour(i));
      add("<text x='%d' y='24'>%s</text>", x + 10, place);
      i++;
    }
  }

  private static String colour(int place) {
    return COLOURS.get(place % COLOURS.size());
  }

  private void axis(int panel, int bottom) {
    add(
        "<text x='%.0f' y='46' font-weight='bold'>times as fast, %s</text>",
        x(panel, LEAST), PEERS.get(panel));
    for (double tick : new double[] {0.5, 1, 2, 5, 10, 20}) {
      double x = x(panel, tick);
      add(
          "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='%s'/>",
          x, TOP - 8, x, bottom, tick == 1 ? "black" : "#dddddd");
      add("<text x='%.1f' y='%d' text-anchor='middle'>%s</text>", x, bottom + 16, text(tick));
    }
  }

  private static String text(double tick) {
    return tick < 1 ? Double.toString(tick) : Integer.toString((int) tick);
  }

  private static double x(int panel, double ratio) {
    double part = Math.log(ratio / LEAST) / Math.log(MOST / LEAST);
    return LABELS + panel * (PANEL + GAP) + Math.min(1, Math.max(0, part)) * PANEL;
  }

  private void row(Results results, Comparison c, int y) {
    add("<text x='10' y='%d'>%s</text>", y + 4, c.title());
    int i = 0;
    for (String place : results.places()) {
      for (int panel = 0; panel < PEERS.size(); panel++) {
        if (c.ratio(results, place, panel).isPresent()) {
          double ratio = c.ratio(results, place, panel).get();
          add(
              "<circle cx='%.1f' cy='%d' r='5' fill='%s'><title>%s: %.2f</title></circle>",
              x(panel, ratio), y, colour(i), place, ratio);
        }
      }
      i++;
    }
  }

  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
