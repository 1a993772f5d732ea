package dev.provisioning.kms.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody meant to type. */
public final class Spelling {
  private Spelling() {}

  /**
   * Makes the end of an error message.
   *
   * @param typed what somebody typed
   * @param known what there is
   * @return {@code ; did you mean NAME?}, or nothing
   */
  public static String hint(String typed, Collection<String> known) {
    return known.stream()
        .filter(name -> distance(typed, name) <= Math.max(1, typed.length() / 4))
        .min(Comparator.comparingInt((String name) -> distance(typed, name)))
        .map(name -> "; did you mean " + name + "?")
        .orElse("");
  }

  /** The edit distance by Levenshtein, one row at a time. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
