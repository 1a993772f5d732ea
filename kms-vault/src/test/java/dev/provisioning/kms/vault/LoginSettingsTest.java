package dev.provisioning.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.testing.VirtualClock;
import dev.provisioning.kms.vault.login.LoginTestServer;
import dev.provisioning.kms.vault.login.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which login a section describes. */
class LoginSettingsTest {
  private final LoginTestServer server = new LoginTestServer();
  private final Map<String, String> environment = new HashMap<>();
  @TempDir private Path home;

  @BeforeEach
  void atHome() {
    environment.put("HOME", home.toString());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Map<String, String> settings(String text) {
    Map<String, String> settings = new HashMap<>();
    if (!text.isEmpty()) {
      for (String pair : text.split(" ", -1)) {
        int equals = pair.indexOf('=');
        settings.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return settings;
  }

  private VaultLogin read(String text) {
    KmsConfig config =
        KmsConfig.builder("v", "vault")
            .environment(environment::get)
            .folder(home)
            .set(settings(text))
            .build();
    VaultLogin login = LoginSettings.read(config);
    assertThat(config.unread()).isEmpty();
    return login;
  }

  private KmsException failure(String text) {
    return catchThrowableOfType(KmsException.class, () -> read(text));
  }

  private String token(String text) {
    try (Session session =
        Session.open(
            read(text).method(), server.transport(), Optional.empty(), new VirtualClock())) {
      return session.call(String::new);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "role_id=r secret_id=s | POST /v1/auth/approle/login {\"role_id\":\"r\",\"secret_id\":\"s\"}",
        "auth=approle role_id=r secret_id=s auth_mount=a/b | POST /v1/auth/a/b/login {\"role_id\":\"r\",\"secret_id\":\"s\"}",
        "role_id=r wrapped_secret_id=w | POST /v1/sys/wrapping/unwrap w",
        "auth=kubernetes role=r jwt=j | POST /v1/auth/kubernetes/login {\"role\":\"r\",\"jwt\":\"j\"}",
        "auth=jwt role=r jwt=j | POST /v1/auth/jwt/login {\"role\":\"r\",\"jwt\":\"j\"}",
        "auth=cert | POST /v1/auth/cert/login",
        "auth=cert role=r | POST /v1/auth/cert/login {\"name\":\"r\"}",
        "username=bob@example.com password=p | POST /v1/auth/userpass/login/bob@example.com {\"password\":\"p\"}"
      })
  void read_settingsOfALogin_makeIt(String text, String sent) {
    token(text);

    assertThat(server.sent().get(0).strip()).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auth=ldap | auth | must be one of token, approle, kubernetes, jwt, cert, userpass",
        "token=t role_id=r | token | does not go with auth = \"approle\"",
        "auth=token token=t role=r | role | does not go with auth = \"token\"",
        "auth=kubernetes role=r token=t | token | does not go with auth = \"kubernetes\"",
        "auth=cert password=p | password | does not go with auth = \"cert\"",
        "auth=jwt role=r jwt=j secret_id=s | secret_id | does not go with auth = \"jwt\"",
        "role_id=r username=u | username | does not go with auth = \"approle\"",
        "role_id=r secret_id=s wrapped_secret_id=w | wrapped_secret_id | stands for secret_id",
        "role=r | role | needs auth =",
        "jwt=j | jwt | needs auth =",
        "role_id=r | secret_id | is missing",
        "secret_id=s | role_id | is missing",
        "auth=kubernetes | role | is missing",
        "auth=jwt role=r | jwt | is missing",
        "username=u | password | is missing",
        "password=p | username | is missing",
        "username=a/b password=p | username | is made of letters",
        "auth=cert role=a/b | role | is made of letters",
        "token=t auth_mount=m | auth_mount | goes with a login",
        "auth=cert auth_mount=../sys | auth_mount | an auth mount",
        "auth=cert auth_mount=auth/cert | auth_mount | without the auth/",
        "token=t token_file=f | token | is set more than once",
        "'' | token | is missing, and so are BAO_TOKEN"
      })
  void read_settingsThatContradict_nameTheSetting(String text, String setting, String why) {
    KmsException e = failure(text);

    assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(e).hasMessageContaining("kms.v." + setting + " ").hasMessageContaining(why);
  }

  @Test
  void read_token_isUsed() {
    assertThat(token("token=mine")).isEqualTo("mine");
  }

  @Test
  void read_tokenFile_isRelativeToTheConfiguration() throws IOException {
    Files.writeString(home.resolve("sink"), "of-file\n");

    assertThat(token("token_file=sink")).isEqualTo("of-file");
  }

  @Test
  void read_tokenVariable_isUsed() {
    environment.put("MY_TOKEN", "of-variable");

    assertThat(token("token_env=MY_TOKEN")).isEqualTo("of-variable");
  }

  @Test
  void read_setToken_winsOverTheEnvironment() {
    environment.put("VAULT_TOKEN", "of-shell");

    assertThat(token("token=mine")).isEqualTo("mine");
  }

  @Test
  void read_anyLogin_ignoresTokensOfTheEnvironment() {
    environment.put("VAULT_TOKEN", "of-shell");

    assertThat(token("role_id=r secret_id=s")).isEqualTo("t");
  }

  @Test
  void read_noLogin_followsTheChainOfTheServersPrograms() throws IOException {
    Files.writeString(home.resolve(".vault-token"), "of-home");
    assertThat(token("")).isEqualTo("of-home");

    Files.writeString(home.resolve("sink"), "of-path");
    environment.put("BAO_TOKEN_PATH", home.resolve("sink").toString());
    assertThat(token("")).isEqualTo("of-path");

    environment.put("VAULT_TOKEN", "of-vault");
    assertThat(token("")).isEqualTo("of-vault");

    environment.put("BAO_TOKEN", "of-bao");
    assertThat(token("")).isEqualTo("of-bao");
  }

  @Test
  void read_tokenPathThatIsNotThereYet_isNoErrorBeforeItIsNeeded() throws IOException {
    environment.put("BAO_TOKEN_PATH", home.resolve("later").toString());
    VaultLogin login = read("");
    Files.writeString(home.resolve("later"), "late");

    try (Session session =
        Session.open(login.method(), server.transport(), Optional.empty(), new VirtualClock())) {
      assertThat(session.<String>call(String::new)).isEqualTo("late");
    }
  }
}
