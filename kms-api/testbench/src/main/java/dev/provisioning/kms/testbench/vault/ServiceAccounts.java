package dev.provisioning.kms.testbench.vault;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The Kubernetes cluster behind the stand-in, as far as the login looks at it. */
final class ServiceAccounts {
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  String token(String namespace, String name) {
    String token = "sa." + UUID.randomUUID();
    tokens.put(token, namespace + "/" + name);
    return token;
  }

  void forget(String token) {
    tokens.remove(token);
  }

  Optional<String> owner(String token) {
    return Optional.ofNullable(tokens.get(token));
  }
}
