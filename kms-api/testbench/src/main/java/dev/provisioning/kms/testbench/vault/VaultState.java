package dev.provisioning.kms.testbench.vault;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Everything that a stand-in knows; it outlives a restart. */
final class VaultState {
  final VaultProfile profile;
  final TestClock clock = new TestClock();
  final Seal seal;
  final Tokens tokens = new Tokens(clock);
  final Policies policies = new Policies();
  final Mounts mounts = new Mounts();
  final HealthCheck health = new HealthCheck(this);
  final ServiceAccounts serviceAccounts = new ServiceAccounts();
  private final Set<String> namespaces = ConcurrentHashMap.newKeySet();

  VaultState(VaultProfile profile) {
    this.profile = profile;
    this.seal = new Seal(profile);
    addNamespace("");
  }

  void addNamespace(String name) {
    namespaces.add(name);
    mounts.add(name, "sys", new SystemMount(this));
    mounts.add(name, "auth/token", new TokenMount(tokens, policies, clock));
  }

  boolean hasNamespace(String name) {
    return namespaces.contains(name);
  }

  /** A new secrets engine, or with the prefix of login methods one of those. */
  Mount made(String type, String prefix) {
    return switch (prefix + type) {
      case "transit" -> new TransitMount(profile, clock);
      case "auth/approle" -> new AppRoleMount(tokens);
      case "auth/userpass" -> new UserpassMount(tokens);
      case "auth/cert" -> new CertMount(tokens);
      case "auth/jwt" -> new JwtMount(tokens, clock);
      case "auth/kubernetes" -> new KubernetesMount(tokens, serviceAccounts);
      default -> throw Refusal.bad("plugin not found in the catalog: " + type);
    };
  }
}
