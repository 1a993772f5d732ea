package dev.provisioning.kms.vault;

import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which login the settings describe; {@code auth} says it, or the settings that are there. */
final class LoginSettings {
  private static final List<String> TEXTS = List.of("role_id", "role", "username");
  private static final List<String> SECRETS =
      List.of("token", "secret_id", "wrapped_secret_id", "jwt", "password");

  /** What goes with each login. */
  private static final Map<String, List<String>> LOGINS = logins();

  private final KmsConfig config;
  private final Map<String, Object> set = new LinkedHashMap<>();
  private final List<Secret> owned = new ArrayList<>();

  private LoginSettings(KmsConfig config) {
    this.config = config;
    TEXTS.forEach(name -> config.text(name).ifPresent(text -> set.put(name, text)));
    SECRETS.forEach(name -> config.secret(name).ifPresent(secret -> set.put(name, own(secret))));
  }

  private static Map<String, List<String>> logins() {
    Map<String, List<String>> logins = new LinkedHashMap<>();
    logins.put("token", List.of("token"));
    logins.put("approle", List.of("role_id", "secret_id", "wrapped_secret_id"));
    logins.put("kubernetes", List.of("role", "jwt"));
    logins.put("jwt", List.of("role", "jwt"));
    logins.put("cert", List.of("role"));
    logins.put("userpass", List.of("username", "password"));
    return logins;
  }

  /**
   * Reads the login of a section.
   *
   * @param config the section
   * @return the login, which wipes what it holds in memory when its backend is closed
   * @throws dev.provisioning.kms.KmsException CONFIGURATION naming a setting that is missing, wrong
   *     or of another login
   */
  static VaultLogin read(KmsConfig config) {
    LoginSettings settings = new LoginSettings(config);
    String auth = settings.auth();
    Optional<String> mount = config.text("auth_mount");
    if (mount.isPresent() && auth.equals("token")) {
      throw config.invalid("auth_mount", "goes with a login, and there is none with a token");
    }
    VaultLogin login = settings.login(auth).owning(settings.owned);
    try {
      return mount.isPresent() ? login.at(mount.get()) : login;
    } catch (IllegalArgumentException e) {
      throw config.invalid("auth_mount", String.valueOf(e.getMessage()));
    }
  }

  private String auth() {
    String auth = config.text("auth").orElseGet(this::inferred);
    List<String> own = LOGINS.get(auth);
    if (own == null) {
      throw config.invalid("auth", "must be one of " + String.join(", ", LOGINS.keySet()));
    }
    for (String name : set.keySet()) {
      if (!own.contains(name)) {
        throw config.invalid(name, "does not go with auth = \"" + auth + "\"");
      }
    }
    return auth;
  }

  private String inferred() {
    if (set.containsKey("role_id")
        || set.containsKey("secret_id")
        || set.containsKey("wrapped_secret_id")) {
      return "approle";
    }
    if (set.containsKey("username") || set.containsKey("password")) {
      return "userpass";
    }
    for (String name : List.of("role", "jwt")) {
      if (set.containsKey(name)) {
        throw config.invalid(name, "needs auth = \"kubernetes\", \"jwt\" or \"cert\" beside it");
      }
    }
    return "token";
  }

  private VaultLogin login(String auth) {
    return switch (auth) {
      case "approle" -> appRole();
      case "kubernetes" ->
          set.containsKey("jwt")
              ? VaultLogin.kubernetes(text("role"), secret("jwt"))
              : VaultLogin.kubernetes(text("role"));
      case "jwt" -> VaultLogin.jwt(text("role"), secret("jwt"));
      case "cert" ->
          set.containsKey("role")
              ? named("role", () -> VaultLogin.certificate(text("role")))
              : VaultLogin.certificate();
      case "userpass" ->
          named("username", () -> VaultLogin.userPass(text("username"), secret("password")));
      default ->
          VaultLogin.token(
              set.containsKey("token") ? secret("token") : own(tokenOfTheEnvironment()));
    };
  }

  private VaultLogin appRole() {
    if (!set.containsKey("wrapped_secret_id")) {
      return VaultLogin.appRole(text("role_id"), secret("secret_id"));
    }
    if (set.containsKey("secret_id")) {
      throw config.invalid("wrapped_secret_id", "stands for secret_id, which is set too");
    }
    return VaultLogin.appRoleWrapped(text("role_id"), secret("wrapped_secret_id"));
  }

  private interface Making {
    VaultLogin login();
  }

  private VaultLogin named(String setting, Making making) {
    try {
      return making.login();
    } catch (IllegalArgumentException e) {
      throw config.invalid(setting, String.valueOf(e.getMessage()));
    }
  }

  /** The chain of Vault's and OpenBao's own programs, where no login is configured. */
  private Secret tokenOfTheEnvironment() {
    Optional<String> variable = Variables.of(config, "TOKEN");
    if (variable.isPresent()) {
      char[] token = variable.get().toCharArray();
      try {
        return Secret.of(token);
      } finally {
        Arrays.fill(token, '\0');
      }
    }
    // Named on purpose, so that it counts even where an agent has not written it yet.
    Optional<Path> named = config.environment("BAO_TOKEN_PATH").map(config::resolve);
    if (named.isPresent()) {
      return Secret.ofFile(named.get());
    }
    Path file = config.resolve("~/.vault-token");
    if (!Files.isReadable(file)) {
      throw config.invalid(
          "token",
          "is missing, and so are BAO_TOKEN, VAULT_TOKEN, BAO_TOKEN_PATH and ~/.vault-token; or set"
              + " another login with auth");
    }
    return Secret.ofFile(file);
  }

  private Secret own(Secret secret) {
    owned.add(secret);
    return secret;
  }

  private String text(String name) {
    return (String) value(name);
  }

  private Secret secret(String name) {
    return (Secret) value(name);
  }

  private Object value(String name) {
    Object value = set.get(name);
    if (value == null) {
      throw config.invalid(name, "is missing");
    }
    return value;
  }
}
