package dev.provisioning.kms.vault;

import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which login the settings describe; {@code auth} says it, or the settings that are there. */
final class LoginSettings {
  private static final Path POD_TOKEN =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
  private static final Map<String, List<String>> SETTINGS =
      new TreeMap<>(
          Map.of(
              "token", List.of("token"),
              "approle", List.of("role_id", "secret_id"),
              "kubernetes", List.of("role", "jwt"),
              "jwt", List.of("role", "jwt"),
              "cert", List.of(),
              "userpass", List.of("username", "password")));

  private final KmsConfig config;
  private final Map<String, Optional<String>> texts = new TreeMap<>();
  private final Map<String, Optional<Secret>> secrets = new TreeMap<>();

  private LoginSettings(KmsConfig config) {
    this.config = config;
    for (String name : List.of("role_id", "role", "username")) {
      texts.put(name, config.text(name));
    }
    for (String name : List.of("token", "secret_id", "jwt", "password")) {
      secrets.put(name, config.secret(name));
    }
  }

  static VaultLogin read(KmsConfig config) {
    LoginSettings settings = new LoginSettings(config);
    String auth = settings.auth();
    VaultLogin login = settings.login(auth);
    Optional<String> mount = config.text("auth_mount");
    if (mount.isPresent() && auth.equals("token")) {
      throw config.invalid("auth_mount", "goes with a login, and there is none with a token");
    }
    try {
      return mount.isPresent() ? login.at(mount.get()) : login;
    } catch (IllegalArgumentException e) {
      throw config.invalid("auth_mount", String.valueOf(e.getMessage()));
    }
  }

  private String auth() {
    Optional<String> said = config.text("auth");
    String auth = said.orElseGet(this::inferred);
    List<String> own = SETTINGS.get(auth);
    if (own == null) {
      throw config.invalid("auth", "must be one of " + String.join(", ", SETTINGS.keySet()));
    }
    for (String name :
        List.of("token", "role_id", "secret_id", "role", "jwt", "username", "password")) {
      if (isSet(name) && !own.contains(name)) {
        throw config.invalid(name, "does not go with auth = \"" + auth + "\"");
      }
    }
    return auth;
  }

  private String inferred() {
    if (isSet("role_id") || isSet("secret_id")) {
      return "approle";
    }
    if (isSet("username") || isSet("password")) {
      return "userpass";
    }
    if (isSet("role") || isSet("jwt")) {
      throw config.invalid(
          isSet("role") ? "role" : "jwt", "needs auth = \"kubernetes\" or \"jwt\"");
    }
    return "token";
  }

  private boolean isSet(String name) {
    return texts.getOrDefault(name, Optional.empty()).isPresent()
        || secrets.getOrDefault(name, Optional.empty()).isPresent();
  }

  private VaultLogin login(String auth) {
    return switch (auth) {
      case "approle" -> VaultLogin.appRole(text("role_id"), secret("secret_id"));
      case "kubernetes" ->
          VaultLogin.kubernetes(text("role"), of("jwt").orElseGet(() -> Secret.ofFile(POD_TOKEN)));
      case "jwt" -> VaultLogin.jwt(text("role"), secret("jwt"));
      case "cert" -> VaultLogin.certificate();
      case "userpass" -> userPass();
      default -> VaultLogin.token(of("token").orElseGet(this::tokenOfTheEnvironment));
    };
  }

  private VaultLogin userPass() {
    try {
      return VaultLogin.userPass(text("username"), secret("password"));
    } catch (IllegalArgumentException e) {
      throw config.invalid("username", String.valueOf(e.getMessage()));
    }
  }

  /** The chain of Vault's own programs, where no login is configured. */
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
    Path file =
        config
            .environment("BAO_TOKEN_PATH")
            .map(config::resolve)
            .orElseGet(() -> config.resolve("~/.vault-token"));
    if (!Files.isReadable(file)) {
      throw config.invalid(
          "token",
          "is missing, and so are VAULT_TOKEN and ~/.vault-token; or set another login with auth");
    }
    return Secret.ofFile(file);
  }

  private Optional<Secret> of(String name) {
    return secrets.getOrDefault(name, Optional.empty());
  }

  private String text(String name) {
    return texts
        .getOrDefault(name, Optional.empty())
        .orElseThrow(() -> config.invalid(name, "is missing"));
  }

  private Secret secret(String name) {
    return of(name).orElseThrow(() -> config.invalid(name, "is missing"));
  }
}
