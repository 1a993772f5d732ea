package dev.provisioning.kms.testbench.vault;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, converted as leniently as the server does, which takes a number for
 * a text and a text for a number. What an endpoint does not know is ignored, with a warning.
 */
final class Params {
  private final Map<String, @Nullable Object> values;
  private Set<String> known = Set.of();

  Params(Map<String, @Nullable Object> values, Map<String, String> query) {
    this.values = new LinkedHashMap<>(values);
    query.forEach(this.values::putIfAbsent);
    this.values.remove("list");
  }

  /** Names what the endpoint knows. */
  Params only(String... names) {
    known = new TreeSet<>(List.of(names));
    return this;
  }

  List<String> warnings() {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(known);
    return unknown.isEmpty()
        ? List.of()
        : List.of(
            "Endpoint ignored these unrecognized parameters: [" + String.join(" ", unknown) + "]");
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable Object get(String name) {
    return values.get(name);
  }

  String text(String name) {
    Object value = values.get(name);
    return value == null ? "" : value.toString();
  }

  boolean flag(String name) {
    return Boolean.parseBoolean(text(name));
  }

  int integer(String name, int otherwise) {
    Object value = values.get(name);
    if (value == null || value.toString().isEmpty()) {
      return otherwise;
    }
    try {
      return new BigDecimal(value.toString()).intValueExact();
    } catch (NumberFormatException | ArithmeticException e) {
      throw Refusal.bad(
          "error converting input for field \""
              + name
              + "\": cannot parse '' as int: strconv.ParseInt: parsing \""
              + value
              + "\": invalid syntax");
    }
  }

  /** Seconds, or a text with a unit. */
  long seconds(String name, long otherwise) {
    Object value = values.get(name);
    try {
      return value == null || value.toString().isEmpty() ? otherwise : GoTime.seconds(value);
    } catch (Refusal e) {
      throw Refusal.bad(
          "Field validation failed: error converting input for field \""
              + name
              + "\": "
              + e.text());
    }
  }

  /** A list, or a text with commas. */
  List<String> texts(String name) {
    Object value = values.get(name);
    if (value instanceof Collection<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    String text = text(name);
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  byte[] bytes(String name) {
    return GoBase64.decode(text(name));
  }

  /** How many strings there are, names included, as OpenBao counts them. */
  int strings() {
    return count(values);
  }

  private static int count(@Nullable Object value) {
    int strings = value instanceof String ? 1 : 0;
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        strings += 1 + count(entry.getValue());
      }
    } else if (value instanceof Collection<?> list) {
      for (Object element : list) {
        strings += count(element);
      }
    }
    return strings;
  }

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
