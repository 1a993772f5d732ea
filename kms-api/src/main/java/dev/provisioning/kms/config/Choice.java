package dev.provisioning.kms.config;

import dev.provisioning.kms.spi.ConfigOrigin;
import dev.provisioning.kms.spi.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which environment it is, and which section encrypts in it. Nothing is guessed: a wrong guess is
 * production data under a development key.
 *
 * @param environment its name; empty if the configuration has no environments
 * @param primary the section, with the setting that names it
 * @param warnings what the log should say
 */
record Choice(String environment, RootSettings.Reference primary, List<String> warnings) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  static Choice of(
      String source,
      ConfigTree tree,
      @Nullable String picked,
      Function<String, @Nullable String> variables) {
    RootSettings root = new RootSettings(tree);
    Interpolation used = new Interpolation(variables);
    if (picked != null) {
      return in(checked("the environment", picked), root, source, used, List.of());
    }
    Map<String, ConfigValue> setting = root.environment();
    if (setting.isEmpty()) {
      return onlySection(source, tree, root);
    }
    String key = setting.keySet().iterator().next();
    ConfigValue written = setting.values().iterator().next();
    String name =
        checked(written.origin() + ": kms.environment", RootSettings.text(key, written, used));
    return in(
        name, root, written.origin().toString(), used, silentDefault(name, root, written, used));
  }

  /** Without environments, the one section there is. */
  static Choice only(String section, ConfigOrigin origin) {
    return new Choice("", new RootSettings.Reference(section, section, origin), List.of());
  }

  private static String checked(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw Misconfigured.because(
          what + " is not a name of 1 to 32 letters, digits, - and _, such as prod");
    }
    return name;
  }

  private static Choice in(
      String environment,
      RootSettings root,
      String place,
      Interpolation variables,
      List<String> warnings) {
    String setting = RootSettings.choiceOf(environment);
    SortedMap<String, ConfigValue> choices = root.choices();
    ConfigValue value = choices.get(setting);
    if (value == null) {
      throw Misconfigured.because(
          place
              + ": the environment is \""
              + environment
              + "\", and [kms] has no "
              + setting
              + Spelling.hint(environment, root.environments())
              + "; it has: "
              + listed(choices.keySet()));
    }
    String section = RootSettings.text(setting, value, variables);
    return new Choice(
        environment, new RootSettings.Reference(section, setting, value.origin()), warnings);
  }

  private static List<String> silentDefault(
      String name, RootSettings root, ConfigValue written, Interpolation used) {
    String setting = RootSettings.choiceOf(name);
    SortedSet<String> others = new TreeSet<>(root.choices().keySet());
    others.remove(setting);
    // Production may have any name, so each setting that was passed over counts.
    if (used.defaulted().isEmpty() || others.isEmpty()) {
      return List.of();
    }
    return List.of(
        written.origin()
            + ": "
            + String.join(", ", used.defaulted())
            + " is not set, so the environment is \""
            + name
            + "\" and "
            + setting
            + " is used although there is "
            + listed(others));
  }

  private static Choice onlySection(String source, ConfigTree tree, RootSettings root) {
    SortedMap<String, ConfigValue> choices = root.choices();
    if (!choices.isEmpty()) {
      throw Misconfigured.at(
          choices.values().iterator().next().origin(),
          "[kms] has "
              + listed(choices.keySet())
              + " and nothing that picks one: write environment = \"${KMS_ENV}\"");
    }
    SortedSet<String> backends = tree.backends();
    if (backends.size() == 1) {
      return only(backends.first(), tree.section(backends.first()).origin());
    }
    if (backends.isEmpty()) {
      throw Misconfigured.because(
          source
              + " names no backend: write a section such as [kms.age] (kms.age.… as properties)");
    }
    throw Misconfigured.because(
        source
            + " has the backends "
            + listed(backends)
            + " and does not say which encrypts: write in [kms] environment = \"dev\" and"
            + " dev_backend = \""
            + backends.first()
            + "\"");
  }

  private static String listed(Iterable<String> names) {
    String list = String.join(", ", names);
    return list.isEmpty() ? "none" : list;
  }
}
