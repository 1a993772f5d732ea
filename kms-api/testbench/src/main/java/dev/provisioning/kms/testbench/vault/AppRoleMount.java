package dev.provisioning.kms.testbench.vault;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code auth/approle}. */
final class AppRoleMount implements Mount {
  private final Roles roles = new Roles();
  private final Map<String, String> roleIds = new ConcurrentHashMap<>();
  private final Map<String, SecretId> secretIds = new ConcurrentHashMap<>();
  private final Tokens tokens;

  /** Uses: 0 is as often as one likes. */
  private record SecretId(String role, AtomicInteger uses, boolean limited) {}

  AppRoleMount(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public String type() {
    return "approle";
  }

  @Override
  public boolean isOpen(String path) {
    return path.equals("login");
  }

  @Override
  public Answer handle(Call call) {
    if (call.path().equals("login")) {
      return login(call);
    }
    String[] parts = call.path().split("/", -1);
    if (!parts[0].equals("role") || parts.length < 2) {
      throw Refusal.unsupportedPath();
    }
    String name = parts[1];
    return switch (parts.length == 2 ? "" : call.path().substring(6 + name.length())) {
      case "" -> role(call, name);
      case "role-id" -> {
        call.must(Call.Operation.READ);
        String id = roles.find(name).map(role -> roleIds.get(name)).orElseThrow(Refusal::nothing);
        yield Answer.data(Map.of("role_id", id));
      }
      case "secret-id" -> {
        call.must(Call.Operation.WRITE);
        yield secretId(name);
      }
      case "secret-id/destroy" -> {
        call.must(Call.Operation.WRITE);
        secretIds.remove(call.params().only("secret_id").text("secret_id"));
        yield Answer.nothing();
      }
      default -> throw Refusal.unsupportedPath();
    };
  }

  private Answer role(Call call, String name) {
    Params params = call.params();
    if (params.text("token_type").equals("batch") && params.integer("token_num_uses", 0) > 0) {
      throw Refusal.bad(
          "'token_type' cannot be 'batch' or 'default_batch' when set to generate tokens with"
              + " limited use count");
    }
    Answer answer =
        roles.handle(call, name, "secret_id_num_uses", "secret_id_ttl", "bind_secret_id");
    roleIds.putIfAbsent(name, UUID.randomUUID().toString());
    return answer;
  }

  private Answer secretId(String name) {
    Params role =
        roles.find(name).orElseThrow(() -> Refusal.of(404, "role \"" + name + "\" does not exist"));
    int uses = role.integer("secret_id_num_uses", 0);
    String id = UUID.randomUUID().toString();
    secretIds.put(id, new SecretId(name, new AtomicInteger(uses), uses > 0));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("secret_id", id);
    data.put("secret_id_accessor", UUID.randomUUID().toString());
    data.put("secret_id_num_uses", uses);
    data.put("secret_id_ttl", 0);
    return Answer.data(data);
  }

  private Answer login(Call call) {
    Params params = call.params().only("role_id", "secret_id");
    String roleId = params.text("role_id");
    if (roleId.isEmpty()) {
      throw Refusal.of(500, "failed to determine alias name from login request");
    }
    call.must(Call.Operation.WRITE);
    String role = roleOf(roleId);
    if (!params.has("secret_id")) {
      throw Refusal.bad("missing secret_id");
    }
    SecretId secret = secretIds.get(params.text("secret_id"));
    if (secret == null || !secret.role.equals(role) || !spend(params.text("secret_id"), secret)) {
      throw invalid();
    }
    TokenTerms terms =
        TokenTerms.ofRole(
            roles.find(role).orElseThrow(AppRoleMount::invalid),
            "approle",
            Map.of("role_name", role));
    return Answer.auth(tokens.create(terms, call, null, roleId).auth(terms.firstTtl()));
  }

  private String roleOf(String roleId) {
    Iterator<String> names =
        roleIds.entrySet().stream()
            .filter(entry -> entry.getValue().equals(roleId))
            .map(Map.Entry::getKey)
            .iterator();
    if (!names.hasNext()) {
      throw invalid();
    }
    return names.next();
  }

  private boolean spend(String id, SecretId secret) {
    if (!secret.limited) {
      return true;
    }
    int left = secret.uses.decrementAndGet();
    if (left <= 0) {
      secretIds.remove(id);
    }
    return left >= 0;
  }

  private static Refusal invalid() {
    return Refusal.bad("invalid role or secret ID");
  }
}
