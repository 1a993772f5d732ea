package dev.provisioning.kms.config;

import java.util.Arrays;
import java.util.List;

/** Lists where the syntax has none: one text with commas, in properties, URIs and variables. */
public final class ListText {
  private ListText() {}

  /**
   * Splits a list.
   *
   * @param text such as {@code a, b}; blanks around items do not count
   * @return the items; none for an empty text
   */
  public static List<String> split(String text) {
    return text.isBlank()
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }
}
