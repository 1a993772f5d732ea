package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.io.OneLine;
import dev.provisioning.kms.service.cli.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Named facts in their order, for people as aligned lines and for programs as JSON. */
final class Facts {
  private final Map<String, String> lines = new LinkedHashMap<>();
  private final JsonObject json = new JsonObject();

  /** Adds a fact; its name has underscores, as in JSON. */
  Facts add(String name, String value) {
    lines.put(name, value);
    json.put(name, value);
    return this;
  }

  Facts add(String name, boolean value) {
    lines.put(name, value ? "yes" : "no");
    json.put(name, value);
    return this;
  }

  Facts add(String name, long value) {
    lines.put(name, Long.toString(value));
    json.put(name, value);
    return this;
  }

  Facts add(String name, List<String> values) {
    lines.put(name, String.join(", ", values));
    json.put(name, values);
    return this;
  }

  Facts add(String name, Map<String, String> values) {
    values.forEach((key, value) -> lines.put(key, value));
    json.put(name, values);
    return this;
  }

  /** Adds a list of facts about several things of one kind. */
  Facts add(String name, String each, List<Facts> values) {
    lines.put(name, Integer.toString(values.size()));
    for (int i = 0; i < values.size(); i++) {
      String prefix = each + "_" + (i + 1) + "_";
      values.get(i).lines.forEach((label, value) -> lines.put(prefix + label, value));
    }
    json.putObjects(name, values.stream().map(facts -> facts.json).toList());
    return this;
  }

  String json() {
    return json.toString();
  }

  /** Returns the lines, without the end of the last one. */
  String text() {
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
    List<String> text = new ArrayList<>();
    lines.forEach(
        (name, value) -> {
          String label = name.replace('_', ' ') + ":";
          String shown = value.isEmpty() ? "(none)" : OneLine.of(value);
          text.add(label + " ".repeat(width - label.length()) + shown);
        });
    return String.join("\n", text);
  }
}
