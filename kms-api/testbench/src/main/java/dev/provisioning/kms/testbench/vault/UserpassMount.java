package dev.provisioning.kms.testbench.vault;

import java.util.Map;

/** {@code auth/userpass}. */
final class UserpassMount implements Mount {
  private final Roles users = new Roles();
  private final Tokens tokens;

  UserpassMount(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public String type() {
    return "userpass";
  }

  @Override
  public boolean isOpen(String path) {
    return path.startsWith("login/");
  }

  @Override
  public Answer handle(Call call) {
    String[] parts = call.path().split("/", -1);
    if (parts.length != 2) {
      throw Refusal.unsupportedPath();
    }
    return switch (parts[0]) {
      case "users" -> user(call, parts[1]);
      case "login" -> login(call, parts[1]);
      default -> throw Refusal.unsupportedPath();
    };
  }

  private Answer user(Call call, String name) {
    if (call.is(Call.Operation.WRITE) && call.params().text("password").isEmpty()) {
      throw Refusal.bad("\"password\" or \"password_hash\" must be supplied");
    }
    return users.handle(call, name, "password");
  }

  private Answer login(Call call, String name) {
    call.must(Call.Operation.WRITE);
    String password = call.params().only("password").text("password");
    if (password.isEmpty()) {
      throw Refusal.bad("invalid credentials");
    }
    Params user =
        users
            .find(name)
            .filter(found -> found.text("password").equals(password))
            .orElseThrow(() -> Refusal.bad("invalid username or password"));
    TokenTerms terms = TokenTerms.ofRole(user, "userpass-" + name, Map.of("username", name));
    return Answer.auth(tokens.create(terms, call, null, name).auth(terms.firstTtl()));
  }
}
