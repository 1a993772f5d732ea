package dev.provisioning.kms.vault;

import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.vault.login.Callback;
import dev.provisioning.kms.vault.login.LoginMethod;
import dev.provisioning.kms.vault.login.LoginMethod.Exchange;
import dev.provisioning.kms.vault.login.WrappedSecretId;
import dev.provisioning.kms.vault.transit.KeyName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * How a client shows the server who it is. Tokens that a login makes are renewed at two thirds of
 * their lease, replaced when the server does not know them any more, and revoked on close; a token
 * that was given is none of these. Immutable; but for {@link #appRoleWrapped}, one login may serve
 * several backends.
 */
public final class VaultLogin {
  /** Where a cluster puts the token of a pod's service account. */
  private static final Path POD_TOKEN =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@+-]{1,256}");

  private final String mount;
  private final Way way;
  private final List<Secret> owned;

  private VaultLogin(String mount, Way way, List<Secret> owned) {
    this.mount = mount;
    this.way = way;
    this.owned = owned;
  }

  /** What becomes of a login where its mount is known. */
  private interface Way {
    LoginMethod at(String mount, Runnable forget);
  }

  LoginMethod method() {
    return way.at(mount, () -> owned.forEach(Secret::close));
  }

  /** The same login, which wipes secrets that nobody else has when its session ends. */
  VaultLogin owning(List<Secret> secrets) {
    return new VaultLogin(mount, way, List.copyOf(secrets));
  }

  /**
   * Logs in where an auth method is mounted under another name.
   *
   * @param authMount the path below {@code auth/}; a token needs none and ignores it
   * @return the login
   * @throws IllegalArgumentException if it is no path, or begins with {@code auth/}
   */
  public VaultLogin at(String authMount) {
    String path = KeyName.path("an auth mount", authMount);
    if (path.startsWith("auth/")) {
      throw new IllegalArgumentException("an auth mount is named without the auth/ before it");
    }
    return new VaultLogin(path, way, owned);
  }

  /**
   * Uses a token that somebody else made.
   *
   * @param token in memory, or in a file that is read again when the server refuses the token, as
   *     an agent's sink file
   * @return the login
   */
  public static VaultLogin token(Secret token) {
    Objects.requireNonNull(token, "token");
    return given((mount, forget) -> new LoginMethod.GivenToken(token::reveal, true, forget));
  }

  /**
   * Uses tokens that a callback gives.
   *
   * @param source asked for the first one, and for another when the server refuses the last one,
   *     though not more often than every ten seconds; the array it returns is wiped at once, so
   *     that each must be a new one. A {@link dev.provisioning.kms.KmsException} that it throws is
   *     passed on, any other one is the cause of UNAUTHENTICATED
   * @return the login
   */
  public static VaultLogin token(Supplier<char[]> source) {
    Callback callback = new Callback(Objects.requireNonNull(source, "source"));
    return given((mount, forget) -> new LoginMethod.GivenToken(callback, false, forget));
  }

  /**
   * Logs in as an application.
   *
   * @param roleId the role's id
   * @param secretId its secret, read at every login
   * @return the login, at {@code auth/approle}
   */
  public static VaultLogin appRole(String roleId, Secret secretId) {
    Objects.requireNonNull(roleId, "roleId");
    Objects.requireNonNull(secretId, "secretId");
    return login(
        "approle", mount -> call -> call.auth().loginByAppRole(mount, roleId, text(secretId)));
  }

  /**
   * Logs in as an application whose secret is delivered in a wrapping token. That can be opened
   * once: UNAUTHENTICATED at the first login means that it has expired, or that somebody else has
   * opened it.
   *
   * @param roleId the role's id
   * @param wrappingToken the token that {@code vault write -wrap-ttl=…} gave; from a file, a new
   *     one is taken when it is there
   * @return the login, at {@code auth/approle}; for one backend, since each of several would open
   *     the token
   */
  public static VaultLogin appRoleWrapped(String roleId, Secret wrappingToken) {
    Objects.requireNonNull(roleId, "roleId");
    Objects.requireNonNull(wrappingToken, "wrappingToken");
    return new VaultLogin(
        "approle",
        (mount, forget) -> {
          WrappedSecretId secretId = new WrappedSecretId(wrappingToken);
          return new LoginMethod.Login(
              call -> call.auth().loginByAppRole(mount, roleId, text(secretId.reveal(call))),
              () -> {
                secretId.forget();
                forget.run();
              });
        },
        List.of());
  }

  /**
   * Logs in with the service account of the pod that this runs in.
   *
   * @param role the role
   * @return the login, at {@code auth/kubernetes}
   */
  public static VaultLogin kubernetes(String role) {
    return kubernetes(role, Secret.ofFile(POD_TOKEN));
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
        "kubernetes",
        mount -> call -> call.auth().loginByKubernetes(role, text(token), "auth/" + mount));
  }

  /**
   * Logs in with a JSON web token.
   *
   * @param role the role
   * @param token the token, read at every login
   * @return the login, at {@code auth/jwt}
   */
  public static VaultLogin jwt(String role, Secret token) {
    Objects.requireNonNull(token, "token");
    return jwt(role, token::reveal);
  }

  /**
   * Logs in with JSON web tokens that a callback gives.
   *
   * @param role the role
   * @param source asked at every login; the array it returns is wiped
   * @return the login, at {@code auth/jwt}
   */
  public static VaultLogin jwt(String role, Supplier<char[]> source) {
    Objects.requireNonNull(role, "role");
    Callback callback = new Callback(Objects.requireNonNull(source, "source"));
    return login("jwt", mount -> call -> call.auth().loginByJwt(mount, role, text(callback.get())));
  }

  /**
   * Logs in with the client certificate of the TLS settings; the server tries its roles in turn.
   *
   * @return the login, at {@code auth/cert}
   */
  public static VaultLogin certificate() {
    return login("cert", mount -> call -> call.auth().loginByCert(mount));
  }

  /**
   * Logs in with the client certificate of the TLS settings, as one role.
   *
   * @param role the role's name
   * @return the login, at {@code auth/cert}
   * @throws IllegalArgumentException if it has other letters than names have
   */
  public static VaultLogin certificate(String role) {
    String name = name("a role of certificates", role);
    return login("cert", mount -> call -> call.loginByCert(mount, name));
  }

  /**
   * Logs in with a password.
   *
   * @param username the user
   * @param password the password, read at every login
   * @return the login, at {@code auth/userpass}
   * @throws IllegalArgumentException if the user has letters that no path can hold
   */
  public static VaultLogin userPass(String username, Secret password) {
    // It becomes a part of the path, which the driver does not encode.
    String user = name("a user", username);
    Objects.requireNonNull(password, "password");
    return login(
        "userpass", mount -> call -> call.auth().loginByUserPass(user, text(password), mount));
  }

  private static String name(String what, String text) {
    // "." and ".." would be another path.
    if (!NAME.matcher(text).matches() || text.matches("\\.+")) {
      throw new IllegalArgumentException(
          what + " is made of letters, digits, _, -, ., @ and +, and not of dots alone");
    }
    return text;
  }

  private interface At {
    Exchange mount(String mount);
  }

  private static VaultLogin login(String mount, At at) {
    return new VaultLogin(
        mount, (where, forget) -> new LoginMethod.Login(at.mount(where), forget), List.of());
  }

  private static VaultLogin given(Way way) {
    return new VaultLogin("", way, List.of());
  }

  private static String text(Secret secret) {
    return text(secret.reveal());
  }

  /** The driver takes texts alone: this one lives until it is collected. */
  private static String text(char[] revealed) {
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
