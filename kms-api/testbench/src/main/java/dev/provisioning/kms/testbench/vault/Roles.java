package dev.provisioning.kms.testbench.vault;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The roles, users or certificates of a login method, by name. */
final class Roles {
  static final String[] TOKEN_FIELDS = {
    "token_policies",
    "policies",
    "token_ttl",
    "token_max_ttl",
    "token_period",
    "token_num_uses",
    "token_type",
    "token_no_default_policy",
    "token_bound_cidrs"
  };
  private final Map<String, Params> roles = new ConcurrentHashMap<>();

  /** Writes, reads or deletes one. */
  Answer handle(Call call, String name, String... own) {
    String[] all = new String[own.length + TOKEN_FIELDS.length];
    System.arraycopy(own, 0, all, 0, own.length);
    System.arraycopy(TOKEN_FIELDS, 0, all, own.length, TOKEN_FIELDS.length);
    Params params = call.params().only(all);
    switch (call.operation()) {
      case WRITE -> roles.put(name, params);
      case DELETE -> roles.remove(name);
      default -> throw Refusal.unsupportedOperation();
    }
    return Answer.nothing();
  }

  Optional<Params> find(String name) {
    return Optional.ofNullable(roles.get(name));
  }

  Iterable<Map.Entry<String, Params>> all() {
    return roles.entrySet();
  }
}
