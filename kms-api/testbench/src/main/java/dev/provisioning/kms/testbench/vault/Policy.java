package dev.provisioning.kms.testbench.vault;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A policy: rules in the part of HCL that policies of a data path need. */
record Policy(String text, List<Rule> rules) {
  private static final Set<String> CAPABILITIES =
      Set.of("deny", "create", "read", "update", "delete", "list", "sudo", "patch", "subscribe");
  private static final Pattern RULE =
      Pattern.compile("path\\s+\"([^\"]*)\"\\s*\\{([^}]*)}", Pattern.DOTALL);
  private static final Pattern LIST = Pattern.compile("capabilities\\s*=\\s*\\[([^\\]]*)]");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");

  /** Capabilities on the paths that a pattern matches. */
  record Rule(PathPattern pattern, Set<String> capabilities) {}

  static Policy parse(String text) {
    List<Rule> rules = new ArrayList<>();
    String code = text.replaceAll("(?m)#.*$", "");
    Matcher rule = RULE.matcher(code);
    while (rule.find()) {
      rules.add(new Rule(new PathPattern(rule.group(1)), capabilities(rule)));
    }
    if (!RULE.matcher(code).replaceAll("").isBlank()) {
      throw Refusal.bad("failed to parse policy: At 1:8: object expected closing RBRACE got: EOF");
    }
    return new Policy(text, rules);
  }

  private static Set<String> capabilities(Matcher rule) {
    Set<String> found = new LinkedHashSet<>();
    Matcher list = LIST.matcher(rule.group(2));
    if (list.find()) {
      Matcher word = WORD.matcher(list.group(1));
      while (word.find()) {
        if (!CAPABILITIES.contains(word.group(1))) {
          throw Refusal.bad(
              "failed to parse policy: path \""
                  + rule.group(1)
                  + "\": invalid capability \""
                  + word.group(1)
                  + "\"");
        }
        found.add(word.group(1));
      }
    }
    return found;
  }
}
