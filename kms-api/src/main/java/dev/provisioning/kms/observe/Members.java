package dev.provisioning.kms.observe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects the members of a JSON object in their order. */
final class Members {
  private final Set<String> names = new HashSet<>();
  private final List<String> texts = new ArrayList<>();

  Members add(String name, String value) {
    return put(name, JsonText.member(name, value));
  }

  Members add(String name, long value) {
    return put(name, JsonText.member(name, value));
  }

  Members add(String name, List<String> values) {
    return put(name, JsonText.member(name, values));
  }

  private Members put(String name, String text) {
    names.add(name);
    texts.add(text);
    return this;
  }

  Set<String> names() {
    return Set.copyOf(names);
  }

  List<String> texts() {
    return List.copyOf(texts);
  }
}
