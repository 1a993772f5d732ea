package dev.provisioning.kms.testbench.vault;

import java.util.Map;

/** {@code auth/kubernetes}; the real server of the bench is built without it. */
final class KubernetesMount implements Mount {
  private final Roles roles = new Roles();
  private final Tokens tokens;
  private final ServiceAccounts accounts;

  KubernetesMount(Tokens tokens, ServiceAccounts accounts) {
    this.tokens = tokens;
    this.accounts = accounts;
  }

  @Override
  public String type() {
    return "kubernetes";
  }

  @Override
  public boolean isOpen(String path) {
    return path.equals("login");
  }

  @Override
  public Answer handle(Call call) {
    String[] parts = call.path().split("/", -1);
    if (call.path().equals("login")) {
      return login(call);
    }
    if (call.path().equals("config")) {
      call.params().only("kubernetes_host", "kubernetes_ca_cert", "token_reviewer_jwt");
      return Answer.nothing();
    }
    if (parts.length != 2 || !parts[0].equals("role")) {
      throw Refusal.unsupportedPath();
    }
    return roles.handle(
        call,
        parts[1],
        "bound_service_account_names",
        "bound_service_account_namespaces",
        "audience");
  }

  private Answer login(Call call) {
    call.must(Call.Operation.WRITE);
    Params params = call.params().only("role", "jwt");
    String name = params.text("role");
    if (name.isEmpty()) {
      throw Refusal.bad("missing role");
    }
    if (params.text("jwt").isEmpty()) {
      throw Refusal.bad("missing jwt");
    }
    Params role =
        roles.find(name).orElseThrow(() -> Refusal.bad("invalid role name \"" + name + "\""));
    String[] owner =
        accounts
            .owner(params.text("jwt"))
            .orElseThrow(() -> Refusal.of(403, "permission denied"))
            .split("/", 2);
    if (!admits(role, "bound_service_account_namespaces", owner[0])) {
      throw Refusal.of(403, "namespace not authorized");
    }
    if (!admits(role, "bound_service_account_names", owner[1])) {
      throw Refusal.of(403, "service account name not authorized");
    }
    TokenTerms terms =
        TokenTerms.ofRole(role, "kubernetes-" + owner[0] + "-" + owner[1], Map.of("role", name));
    return Answer.auth(tokens.create(terms, call, null, owner[1]).auth(terms.firstTtl()));
  }

  private static boolean admits(Params role, String bound, String value) {
    return role.texts(bound).contains("*") || role.texts(bound).contains(value);
  }
}
