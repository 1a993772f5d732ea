package dev.provisioning.kms.config;

import dev.provisioning.kms.spi.ConfigValue;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import dev.provisioning.kms.spi.ConfigValue.Variable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces <code>${NAME}</code> and <code>${NAME:-default}</code>, once: what a variable holds is
 * never looked at again, or whoever sets one variable could read another.
 */
final class Interpolation {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String OPEN = "${";
  private static final String DEFAULT = ":-";

  private final Function<String, @Nullable String> variables;
  private final Set<String> defaulted = new LinkedHashSet<>();

  Interpolation(Function<String, @Nullable String> variables) {
    this.variables = variables;
  }

  /** The variables whose default was used so far, since they were unset or empty. */
  Set<String> defaulted() {
    return defaulted;
  }

  /**
   * Expands a scalar or the items of a list.
   *
   * @param name what the setting is called in messages
   * @param value as written
   * @return the value, untyped if a variable took part
   */
  ConfigValue expand(String name, ConfigValue value) {
    List<String> items = new ArrayList<>();
    Variable most = Variable.NONE;
    for (String item : value.items()) {
      Text part = text(name, value, item);
      items.add(part.text());
      most = part.variable().compareTo(most) > 0 ? part.variable() : most;
    }
    Text own = text(name, value, value.text());
    most = own.variable().compareTo(most) > 0 ? own.variable() : most;
    Kind kind = own.variable() == Variable.NONE ? value.kind() : Kind.UNTYPED;
    return new ConfigValue(kind, own.text(), items, value.origin(), most);
  }

  private record Text(String text, Variable variable) {}

  private Text text(String name, ConfigValue value, String written) {
    StringBuilder out = new StringBuilder();
    Variable variable = Variable.NONE;
    int at = 0;
    for (int next = written.indexOf(OPEN); next >= 0; next = written.indexOf(OPEN, at)) {
      if (next > at && written.charAt(next - 1) == '$') {
        out.append(written, at, next - 1).append(OPEN);
        at = next + OPEN.length();
        continue;
      }
      int close = written.indexOf('}', next);
      String inside = close < 0 ? "" : written.substring(next + OPEN.length(), close);
      out.append(written, at, next).append(variable(name, value, inside));
      at = close + 1;
      variable = next == 0 && at == written.length() ? Variable.WHOLE : Variable.PART;
    }
    return new Text(out.append(written, at, written.length()).toString(), variable);
  }

  private String variable(String name, ConfigValue value, String inside) {
    int split = inside.indexOf(DEFAULT);
    String variable = split < 0 ? inside : inside.substring(0, split);
    if (!NAME.matcher(variable).matches() || inside.contains(OPEN)) {
      throw Misconfigured.at(
          value.origin(),
          name
              + " has a ${ that begins neither ${NAME} nor ${NAME:-default} (they do not nest);"
              + " a literal ${ is written $${");
    }
    String found = variables.apply(variable);
    if (found != null && !found.isEmpty()) {
      return found;
    }
    if (split < 0) {
      throw Misconfigured.at(
          value.origin(),
          name + " needs the environment variable " + variable + ", which is not set or empty");
    }
    defaulted.add(variable);
    return inside.substring(split + DEFAULT.length());
  }
}
