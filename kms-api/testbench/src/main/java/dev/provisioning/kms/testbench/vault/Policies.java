package dev.provisioning.kms.testbench.vault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The policies of every namespace, and what a token may do by them. */
final class Policies {
  private static final Policy DEFAULT =
      Policy.parse(
          """
          path "auth/token/lookup-self" { capabilities = ["read"] }
          path "auth/token/renew-self" { capabilities = ["update"] }
          path "auth/token/revoke-self" { capabilities = ["update"] }
          path "sys/capabilities-self" { capabilities = ["update"] }
          """);
  private final Map<String, Policy> policies = new ConcurrentHashMap<>();

  void put(String namespace, String name, String text) {
    policies.put(namespace + "|" + name, Policy.parse(text));
  }

  void remove(String namespace, String name) {
    policies.remove(namespace + "|" + name);
  }

  Optional<Policy> find(String namespace, String name) {
    return name.equals("default")
        ? Optional.of(DEFAULT)
        : Optional.ofNullable(policies.get(namespace + "|" + name));
  }

  boolean exists(String namespace, String name) {
    return name.equals("root") || find(namespace, name).isPresent();
  }

  /**
   * What a token may do on a path.
   *
   * @param path with the request's namespace in front, as an inner path
   */
  Set<String> capabilities(Token token, String path) {
    if (token.terms.isRoot()) {
      return Set.of("root");
    }
    String prefix = token.namespace.isEmpty() ? "" : token.namespace + "/";
    if (!path.startsWith(prefix)) {
      return Set.of("deny");
    }
    Collection<String> found = strongest(token, path.substring(prefix.length()));
    return found.isEmpty() || found.contains("deny") ? Set.of("deny") : new TreeSet<>(found);
  }

  /** The union over all policies of the rules with the strongest pattern that matches. */
  private Collection<String> strongest(Token token, String path) {
    List<Policy.Rule> matching = new ArrayList<>();
    for (String name : token.policies()) {
      find(token.namespace, name)
          .ifPresent(
              policy ->
                  policy.rules().stream()
                      .filter(rule -> rule.pattern().matches(path))
                      .forEach(matching::add));
    }
    Optional<PathPattern> best =
        matching.stream().map(Policy.Rule::pattern).max(PathPattern::compareTo);
    Set<String> capabilities = new TreeSet<>();
    for (Policy.Rule rule : matching) {
      if (rule.pattern().equals(best.orElseThrow())) {
        capabilities.addAll(rule.capabilities());
      }
    }
    return capabilities;
  }
}
