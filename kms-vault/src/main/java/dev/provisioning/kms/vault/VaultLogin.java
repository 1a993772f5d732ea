package dev.provisioning.kms.vault;

import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.vault.login.LoginMethod;
import dev.provisioning.kms.vault.transit.KeyName;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * How a client shows the server who it is. Tokens that a login makes are renewed at two thirds of
 * their lease, replaced when the server does not know them any more, and revoked on close; a token
 * that was given is none of these. Immutable.
 */
public final class VaultLogin {
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.@+-]{1,256}");

  private final String mount;
  private final Function<String, LoginMethod> method;

  private VaultLogin(String mount, Function<String, LoginMethod> method) {
    this.mount = mount;
    this.method = method;
  }

  LoginMethod method() {
    return method.apply(mount);
  }

  /**
   * Logs in where an auth method is mounted under another name.
   *
   * @param authMount the path below {@code auth/}; a token needs none and ignores it
   * @return the login
   * @throws IllegalArgumentException if it is no path
   */
  public VaultLogin at(String authMount) {
    return new VaultLogin(KeyName.path("an auth mount", authMount), method);
  }

  /**
   * Uses a token that somebody else made.
   *
   * @param token in memory, or in a file that is read again when the server does not know the token
   *     any more, as an agent's sink file
   * @return the login
   */
  public static VaultLogin token(Secret token) {
    Objects.requireNonNull(token, "token");
    return token(token::reveal);
  }

  /**
   * Uses tokens that a callback gives.
   *
   * @param source asked for the first one, and whenever the server does not know the last one; the
   *     array it returns is wiped
   * @return the login
   */
  public static VaultLogin token(Supplier<char[]> source) {
    Objects.requireNonNull(source, "source");
    return new VaultLogin("", mount -> new LoginMethod.GivenToken(source));
  }

  /**
   * Logs in as an application.
   *
   * @param roleId the role's id
   * @param secretId its secret
   * @return the login, at {@code auth/approle}
   */
  public static VaultLogin appRole(String roleId, Secret secretId) {
    Objects.requireNonNull(roleId, "roleId");
    Objects.requireNonNull(secretId, "secretId");
    return login("approle", mount -> auth -> auth.loginByAppRole(mount, roleId, text(secretId)));
  }

  /**
   * Logs in with the service account of a pod.
   *
   * @param role the role
   * @param token the account's token, in a file that the cluster renews and that is read at every
   *     login
   * @return the login, at {@code auth/kubernetes}
   */
  public static VaultLogin kubernetes(String role, Secret token) {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(token, "token");
    return login(
        "kubernetes", mount -> auth -> auth.loginByKubernetes(role, text(token), "auth/" + mount));
  }

  /**
   * Logs in with a JSON web token.
   *
   * @param role the role
   * @param token the token, read at every login
   * @return the login, at {@code auth/jwt}
   */
  public static VaultLogin jwt(String role, Secret token) {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(token, "token");
    return login("jwt", mount -> auth -> auth.loginByJwt(mount, role, text(token)));
  }

  /**
   * Logs in with the client certificate of the TLS settings.
   *
   * @return the login, at {@code auth/cert}
   */
  public static VaultLogin certificate() {
    return login("cert", mount -> auth -> auth.loginByCert(mount));
  }

  /**
   * Logs in with a password.
   *
   * @param username the user
   * @param password the password
   * @return the login, at {@code auth/userpass}
   * @throws IllegalArgumentException if the user has letters that no path can hold
   */
  public static VaultLogin userPass(String username, Secret password) {
    // It becomes a part of the path, which the driver does not encode.
    if (!USER.matcher(username).matches()) {
      throw new IllegalArgumentException("a user is made of letters, digits, _, -, ., @ and +");
    }
    Objects.requireNonNull(password, "password");
    return login(
        "userpass", mount -> auth -> auth.loginByUserPass(username, text(password), mount));
  }

  private interface Way {
    LoginMethod.Exchange at(String mount);
  }

  private static VaultLogin login(String mount, Way way) {
    return new VaultLogin(mount, where -> new LoginMethod.Login(way.at(where)));
  }

  /** The driver takes texts alone: this one lives until it is collected. */
  private static String text(Secret secret) {
    char[] revealed = secret.reveal();
    try {
      return new String(revealed);
    } finally {
      Arrays.fill(revealed, '\0');
    }
  }

  @Override
  public String toString() {
    return mount.isEmpty() ? "VaultLogin[token]" : "VaultLogin[" + mount + "]";
  }
}
