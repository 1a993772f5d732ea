package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.service.cli.io.Tty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationSearchTest {
  private static final Tty ALL = new Tty(true, true, true);

  @TempDir Path home;
  private CommandRun kms;

  @BeforeEach
  void start() {
    kms = new CommandRun(home);
  }

  /** A configuration that shows by its environment which file was read. */
  private Path file(String name, String environment) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(
        file,
        "[kms]\nenvironment = \"%s\"\n%s_backend = \"age\"\n[kms.age]\nprivate_key_path = \"%s\"\n"
            .formatted(environment, environment, kms.privateKey()));
  }

  private String environment(String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "status";
    System.arraycopy(options, 0, args, 1, options.length);
    return kms.done(args).out().lines().findFirst().orElseThrow().replaceAll(".* ", "");
  }

  @Test
  void order_configThenVariableThenOwnFileThenOwnKey() throws IOException {
    kms.done("keygen");
    assertThat(environment()).isEqualTo("dev");
    file(".config/provisioning/kms.toml", "own");
    assertThat(environment()).isEqualTo("own");
    kms.variable("KMS_CONFIG", file("variable.toml", "variable").toString());
    assertThat(environment()).isEqualTo("variable");
    assertThat(environment("--config", file("option.toml", "option").toString()))
        .isEqualTo("option");
  }

  @Test
  void variable_empty_countsAsUnset() {
    kms.done("keygen");
    kms.variable("KMS_CONFIG", "");
    assertThat(environment()).isEqualTo("dev");
  }

  @Test
  void variable_homePath_isExpanded() throws IOException {
    kms.done("keygen");
    file("variable.toml", "variable");
    kms.variable("KMS_CONFIG", "~/variable.toml");
    assertThat(environment()).isEqualTo("variable");
  }

  @Test
  void uri_given_isTheOnlyBackend() {
    kms.done("keygen");
    byte[] made = kms.input("x").done("encrypt", "--uri", "age:" + kms.privateKey()).bytes();
    assertThat(kms.input(made).done("decrypt").out()).isEqualTo("x");
  }

  @Test
  void uri_withConfigOrSection_isUsage() {
    kms.run("encrypt", "--uri", "age:k", "--config", "c").failed(2, "--config or --uri");
    kms.run("encrypt", "--uri", "age:k", "--section", "s").failed(2, "--section");
  }

  @Test
  void uri_unknownScheme_isConfigurationAndSaysWhatThereIs() {
    kms.run("encrypt", "--uri", "nosuch:key").failed(3, "nosuch", "age");
  }

  @Test
  void folder_kmsToml_isHintedAtAndNotUsed() throws IOException {
    kms.done("keygen");
    file("kms.toml", "folder");
    CommandRun.Result result = kms.run("status");
    assertThat(result.exitCode()).isZero();
    assertThat(result.facts()).contains("environment: dev");
    assertThat(result.err())
        .isEqualTo("kms: kms.toml in this folder is not used; to use it: --config kms.toml\n");
  }

  @Test
  void folder_kmsTomlBesideAConfiguration_isNotMentioned() throws IOException {
    kms.done("keygen");
    file("kms.toml", "folder");
    file(".config/provisioning/kms.toml", "own");
    assertThat(kms.done("status").err()).isEmpty();
  }

  @Test
  void nothing_forAProgram_saysKeygenAndMakesNothing() throws IOException {
    kms.run("encrypt").failed(3, "run: kms keygen");
    kms.run("decrypt").failed(3, "run: kms keygen");
    kms.run("create-key").failed(3, "run: kms keygen");
    kms.run("health").failed(3, "run: kms keygen");
    file("kms.toml", "folder");
    kms.run("encrypt").failed(3, "run: kms keygen", "--config kms.toml");
    assertThat(home.resolve(".config")).doesNotExist();
  }

  @Test
  void nothing_personAgrees_makesTheKey() {
    Typist typist = new Typist(true, "typed");
    CommandRun.Result result = kms.terminal(ALL, typist).run("encrypt");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("kms1.");
    assertThat(result.err()).contains("made the key age1", "keep a copy");
    assertThat(typist.asked().get(0)).contains(kms.privateKey().toString());
    assertThat(kms.privateKey()).exists();
  }

  @Test
  void nothing_personDeclines_makesNothing() {
    kms.terminal(ALL, new Typist(false, "")).run("encrypt").failed(3, "run: kms keygen");
    assertThat(kms.privateKey()).doesNotExist();
  }

  @Test
  void nothing_errorsRedirected_nobodyIsAsked() {
    Typist typist = new Typist(true, "");
    kms.terminal(new Tty(true, true, false), typist).run("encrypt").failed(3, "kms keygen");
    assertThat(typist.asked()).isEmpty();
  }

  @Test
  void nothing_decryptAtATerminal_makesNoKey() {
    kms.terminal(ALL, new Typist(true, "")).run("decrypt").failed(3, "run: kms keygen");
  }

  @Test
  void publicKeyOnly_encryptsAndCannotDecrypt() throws IOException {
    kms.done("keygen");
    Files.delete(kms.privateKey());
    byte[] made = kms.input("x").done("encrypt").bytes();
    kms.input(made).run("decrypt").failed(7, "private_key_path");
    assertThat(kms.run("health").out()).startsWith("DEGRADED");
    assertThat(kms.run("health").exitCode()).isZero();
  }

  @Test
  void config_missing_isConfiguration() {
    kms.run("status", "--config", home.resolve("no.toml").toString()).failed(3, "no.toml");
  }

  @Test
  void config_folder_isConfiguration() {
    kms.run("status", "--config", home.toString()).failed(3, home.toString());
    kms.variable("KMS_CONFIG", home.resolve("no.toml").toString());
    kms.run("status").failed(3, "no.toml");
  }

  @Test
  void config_unknownSetting_namesPlaceAndSetting() throws IOException {
    kms.done("keygen");
    Path file = file("kms2.toml", "dev");
    Files.writeString(file, Files.readString(file) + "privat_key_path = \"x\"\n");
    kms.run("status", "--config", file.toString()).failed(3, "kms2.toml", "privat_key_path");
  }

  @Test
  void config_unparsableLine_namesThePlace() throws IOException {
    Path file = Files.writeString(home.resolve("bad.toml"), "[kms]\nenvironment = dev\n");
    kms.run("status", "--config", file.toString()).failed(3, "bad.toml", "2");
  }

  @Test
  void config_variableNotSet_namesTheVariable() throws IOException {
    Path file =
        Files.writeString(
            home.resolve("v.toml"),
            """
            [kms]
            environment = "dev"
            dev_backend = "age"
            [kms.age]
            private_key_path = "${NO_SUCH_KEY}"
            """);
    kms.run("status", "--config", file.toString()).failed(3, "NO_SUCH_KEY");
  }

  @Test
  void keyFile_unparsableLine_isConfigurationWithoutTheLine() throws IOException {
    kms.done("keygen");
    Files.writeString(kms.privateKey(), "AGE-SECRET-KEY-1HIDDEN\n");
    CommandRun.Result result = kms.run("encrypt");
    result.failed(3, "private_key.txt");
    assertThat(result.err()).doesNotContain("HIDDEN");
  }

  @Test
  void homeUnknown_isConfiguration() {
    kms.variable("HOME", "").run("status", "--config", "~x/kms.toml").failed(3);
  }
}
