package dev.provisioning.kms.testbench.vault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes {@code batch_input} apart. What is not of the right type fails the whole request with a
 * 500, in the words of the decoder that the server uses: rewrap's is another one.
 */
final class BatchInput {
  private static final Set<String> TEXTS =
      Set.of("plaintext", "ciphertext", "context", "nonce", "associated_data", "reference");
  private final String what;
  private final boolean strict;

  /**
   * @param what {@code plaintext} or {@code ciphertext}
   * @param strict whether it must be there; rewrap is not strict
   */
  BatchInput(String what, boolean strict) {
    this.what = what;
    this.strict = strict;
  }

  List<Map<?, ?>> items(@Nullable Object value) {
    String prefix = strict ? "" : "'': ";
    if (!(value instanceof Collection<?> list)) {
      throw failed(prefix + "source data must be an array or slice, got " + goType(value));
    }
    if (list.isEmpty()) {
      throw Refusal.bad("missing batch input to process");
    }
    List<Map<?, ?>> items = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> item)) {
        throw failed("[" + items.size() + "] expected a map, got '" + goType(element) + "'");
      }
      check(items.size(), item, errors);
      items.add(item);
    }
    if (!errors.isEmpty()) {
      throw failed(errors.size() + " error(s) decoding:\n\n* " + String.join("\n* ", errors));
    }
    return items;
  }

  private void check(int index, Map<?, ?> item, List<String> errors) {
    if (strict && !item.containsKey(what)) {
      String verb = what.equals("plaintext") ? "encrypt" : "decrypt";
      errors.add("'[" + index + "]." + what + "' missing " + what + " to " + verb);
    }
    for (Map.Entry<?, ?> field : item.entrySet()) {
      String name = field.getKey().toString();
      Object value = field.getValue();
      boolean number = name.equals("key_version");
      boolean fits =
          number
              ? value instanceof Number
              : value instanceof String || (value == null && !name.equals("plaintext"));
      if ((number || TEXTS.contains(name)) && !fits) {
        errors.add(
            "'[%d].%s' expected type '%s', got unconvertible type '%s'%s"
                .formatted(
                    index,
                    name,
                    number ? "int" : "string",
                    goType(value),
                    strict ? "" : ", value: '" + value + "'"));
      }
    }
  }

  private static Refusal failed(String text) {
    return Refusal.wrapped(500, "failed to parse batch input: " + text);
  }

  private static String goType(@Nullable Object value) {
    if (value == null) {
      return "<nil>";
    }
    return value instanceof String
        ? "string"
        : value instanceof Number
            ? "json.Number"
            : value instanceof Boolean
                ? "bool"
                : value instanceof Map ? "map[string]interface {}" : "[]interface {}";
  }
}
