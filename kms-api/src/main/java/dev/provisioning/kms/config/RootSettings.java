package dev.provisioning.kms.config;

import dev.provisioning.kms.spi.ConfigOrigin;
import dev.provisioning.kms.spi.ConfigValue;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings of {@code [kms]} itself. They are few and closed; a setting that is not known here
 * would be one that its author believes to be in force.
 */
final class RootSettings {
  private static final String ENVIRONMENT = "environment";
  private static final String DECRYPT_ALSO = "decrypt_also";
  private static final String ACCEPT = "accept_unauthenticated";
  private static final String BACKEND = "_backend";

  private final ConfigTree tree;

  /** A section that a setting names: which one, and where, for the error when there is none. */
  record Reference(String section, String setting, ConfigOrigin origin) {}

  RootSettings(ConfigTree tree) {
    this.tree = tree;
    tree.root().forEach(this::checkKnown);
  }

  private void checkKnown(String name, ConfigValue value) {
    if (name.equals(ENVIRONMENT)
        || name.equals(DECRYPT_ALSO)
        || name.equals(ACCEPT)
        || isChoice(name)) {
      return;
    }
    TreeSet<String> known = new TreeSet<>(choices().keySet());
    known.addAll(List.of(ENVIRONMENT, DECRYPT_ALSO, ACCEPT, "dev_backend", "prod_backend"));
    throw Misconfigured.at(
        value.origin(),
        "kms."
            + name
            + " is not a setting of [kms]"
            + Spelling.hint(name, known)
            + "; settings of a backend stand in its section, such as [kms.age]");
  }

  /** The settings {@code N_backend}, by their names. */
  SortedMap<String, ConfigValue> choices() {
    SortedMap<String, ConfigValue> choices = new TreeMap<>(tree.root());
    choices.keySet().removeIf(name -> !isChoice(name));
    return choices;
  }

  private static boolean isChoice(String name) {
    return name.endsWith(BACKEND) && name.length() > BACKEND.length();
  }

  /** The environments that have a backend. */
  List<String> environments() {
    return choices().keySet().stream()
        .map(name -> name.substring(0, name.length() - BACKEND.length()))
        .toList();
  }

  static String choiceOf(String environment) {
    return SettingName.normal(environment) + BACKEND;
  }

  Map<String, ConfigValue> environment() {
    ConfigValue value = tree.root().get(ENVIRONMENT);
    return value == null ? Map.of() : Map.of(ENVIRONMENT, value);
  }

  /** Reads one text of {@code [kms]}, expanded. */
  static String text(String name, ConfigValue value, Interpolation variables) {
    if (value.kind() != Kind.TEXT && value.kind() != Kind.UNTYPED) {
      throw Misconfigured.at(value.origin(), "kms." + name + " must be a text in quotes");
    }
    return variables.expand("kms." + name, value).text();
  }

  List<Reference> decryptAlso(Interpolation variables) {
    return references(DECRYPT_ALSO, variables);
  }

  List<Reference> acceptUnauthenticated(Interpolation variables) {
    return references(ACCEPT, variables);
  }

  private List<Reference> references(String name, Interpolation variables) {
    ConfigValue written = tree.root().get(name);
    if (written == null) {
      return List.of();
    }
    ConfigValue value = variables.expand("kms." + name, written);
    List<String> names =
        switch (value.kind()) {
          case LIST -> value.items();
          case UNTYPED -> ListText.split(value.text());
          default ->
              throw Misconfigured.at(
                  value.origin(), "kms." + name + " must be a list of texts, such as [\"vault\"]");
        };
    List<Reference> references = new ArrayList<>();
    names.forEach(section -> references.add(new Reference(section, name, value.origin())));
    return references;
  }
}
