package dev.provisioning.kms.spi;

import java.util.List;

/**
 * A value of a configuration file, with its type and place. Its {@code toString} shows neither text
 * nor items, since either may be a secret.
 *
 * @param kind the type
 * @param text the text of a scalar; empty for lists and tables
 * @param items the items of a list; else empty
 * @param origin where it stands
 * @param variable how much of the text came from {@code ${}}
 */
public record ConfigValue(
    Kind kind, String text, List<String> items, ConfigOrigin origin, Variable variable) {
  /** The types of values. */
  public enum Kind {
    /** A quoted text. */
    TEXT,
    /** A whole number, as decimal digits in the text. */
    INTEGER,
    /** {@code true} or {@code false} in the text. */
    BOOLEAN,
    /** A list of texts. */
    LIST,
    /** A table, with its settings as entries of their own. */
    TABLE,
    /** A text that may be read as any type: from a properties file, a URI or {@code ${}}. */
    UNTYPED
  }

  /** How much of a text came from the environment. */
  public enum Variable {
    /** Nothing. */
    NONE,
    /** All of it: the value is {@code ${NAME}} or {@code ${NAME:-default}}. */
    WHOLE,
    /** Some of it. */
    PART
  }

  /**
   * Checks and copies the components.
   *
   * @param kind see the record
   * @param text see the record
   * @param items see the record
   * @param origin see the record
   * @param variable see the record
   */
  public ConfigValue {
    items = List.copyOf(items);
  }

  /**
   * Makes a scalar.
   *
   * @param kind the type, neither LIST nor TABLE
   * @param text the text
   * @param origin where it stands
   * @return the value
   */
  public static ConfigValue scalar(Kind kind, String text, ConfigOrigin origin) {
    return new ConfigValue(kind, text, List.of(), origin, Variable.NONE);
  }

  /**
   * Makes a list.
   *
   * @param items the items
   * @param origin where it stands
   * @return the value
   */
  public static ConfigValue list(List<String> items, ConfigOrigin origin) {
    return new ConfigValue(Kind.LIST, "", items, origin, Variable.NONE);
  }

  /**
   * Makes the mark of a table.
   *
   * @param origin where its header stands
   * @return the value
   */
  public static ConfigValue table(ConfigOrigin origin) {
    return new ConfigValue(Kind.TABLE, "", List.of(), origin, Variable.NONE);
  }

  @Override
  public String toString() {
    return kind + " at " + origin;
  }
}
