package dev.provisioning.kms.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsBuilder;
import dev.provisioning.kms.KmsConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kms.toml, or a URI, by somebody who wants a secret, a crash or another key. */
class HostileTomlTest {
  private static final String AGE = "[kms.age]\nprivate_key_path = \"k.txt\"\n";

  @TempDir private Path folder;

  private Path write(String toml) throws IOException {
    Path file = Files.writeString(folder.resolve("kms.toml"), toml);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  private KmsBuilder builder() {
    Map<String, String> variables =
        Map.of("TOKEN", "s3cret", "TRICK", "${TOKEN}", "OPEN", "${", "NEWLINE", "a\nb");
    return Kms.builder()
        .variables(variables::get)
        .provider(ReadingBackend.provider("age", List.of("private_key_path", "public_key_path")));
  }

  private void open(String toml) throws IOException {
    builder().config(write(toml)).connect().close();
  }

  private static void refused(ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining(part)
        .hasMessageNotContaining("s3cret")
        .message()
        .doesNotContain("\n")
        .hasSizeLessThan(1000);
  }

  @Test
  void hugeFile_isRefusedUnparsed() {
    refused(() -> open(AGE + "#".repeat(1024 * 1024)), "is larger than 1 MiB");
    refused(
        () -> new TomlConfigReader().read("kms.toml", "#".repeat(256 * 1024 + 1)),
        "is larger than 256 KiB");
  }

  @Test
  void moreLinesThanAnybodyWrites_areRefusedUnparsed() {
    refused(() -> open("\n".repeat(10_000)), "kms.toml has more than 10,000 lines");
  }

  @Test
  void largestFile_ofErrorsOnly_endsInOneShortError() {
    refused(() -> open("x = 's3cret'\n".repeat(9_999)), "kms.toml:2:1: this name was used");
    refused(() -> open("[\n".repeat(9_999)), "kms.toml:1:2: the line ends too early");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a=", "[[", "{a.b="})
  void nestedValues_endInAnError(String open) {
    refused(() -> open("[kms.age]\nx = " + open.repeat(50_000)), "kms.toml:2:");
  }

  @Test
  void nestedTables_endInAnError() {
    refused(() -> open("[kms" + ".a".repeat(130_000) + "]\nx = 1\n"), "are nested too deeply");
    refused(() -> open("[kms]\n" + "a.".repeat(130_000) + "b = 1\n"), "are nested too deeply");
    refused(() -> open("[kms.a.b.c.d.e.f]\n"), "tables are nested too deeply");
  }

  @Test
  void nameTwice_cannotHideTheFirst() {
    refused(
        () -> open(AGE + "private_key_path = \"s3cret\"\n"), "kms.toml:3:1: this name was used");
    refused(
        () -> open(AGE + "private-key-path = \"s3cret\"\n"),
        "kms.age.private_key_path is set twice");
    refused(() -> open(AGE + "\"private_key_path\" = 's3cret'\n"), "this name was used");
    refused(() -> open(AGE + AGE), "kms.toml:3:1: this name was used before, on line 1");
  }

  @Test
  void controlCharacters_neverReachAMessage() {
    refused(() -> open(AGE + "x = \"\u0000s3cret\"\n"), "control character");
    refused(() -> open(AGE + "\"a\\nFAKE LOG LINE\" = 1\n"), "a name is empty, longer");
    refused(() -> open("[kms.\"a\\u001b[31m\"]\n"), "a name is empty, longer");
    refused(() -> open(AGE + "\"\u202Eb\" = 1\n"), "a name is empty, longer");
    refused(() -> open(AGE + "\"" + "n".repeat(300) + "\" = 1\n"), "a name is empty, longer");
    refused(() -> open(AGE + "\"\" = 1\n"), "a name is empty, longer");
    refused(() -> open("[kms]\nenvironment = \"a\\nb\"\n" + AGE), "environment is not a name");
    refused(() -> open("[kms]\nenvironment = \"${NEWLINE}\"\n" + AGE), "is not a name");
    refused(() -> open("[kms.x]\nbackend = \"a\\nb\"\n"), "kms.x.backend must be a scheme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${TRICK}", "$${TOKEN}", "${OPEN}TOKEN}", "$${TRICK}"})
  void variables_areNotExpandedTwice(String text) throws IOException {
    String toml = "[kms.read]\nwhat = \"" + text + "\"\n";

    assertThat(read(toml, "what")).startsWith("${T").doesNotContain("s3cret");
  }

  private String read(String toml, String key) throws IOException {
    StringBuilder seen = new StringBuilder();
    builder()
        .provider(ReadingBackend.provider("read", config -> seen.append(config.require(key))))
        .config(write(toml))
        .connect()
        .close();
    return seen.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"${${TRICK}}", "${A:-${TOKEN}}", "${TOKEN", "${TOKEN:+x}"})
  void variables_doNotNest(String text) {
    refused(
        () -> open("[kms.age]\npublic_key_path = \"" + text + "\"\n"),
        "kms.toml:2:1: kms.age.public_key_path has a ${ that begins neither");
  }

  @Test
  void addressInParts_cannotSendATokenElsewhere() {
    refused(
        () -> open(AGE + "server_url = \"https://evil.example/${TOKEN}\"\n"),
        "kms.toml:3:1: kms.age.server_url in an address, ${…} must be the whole value");
  }

  @Test
  void pathTricks_areRefused() {
    refused(() -> open("[kms.age]\nx_file = 1\nprivate_key_path = true\n"), "text in quotes");
    refused(() -> open("[kms.age]\ntoken_file = \"~root/t\"\n"), "~ stands only as ~/");
    refused(() -> open("[kms.age]\ntoken_file = \"C:\\temp\"\n"), "has a control character");
    refused(() -> open("[kms.age]\ntoken_file = \"a\\u0000b\"\n"), "has a control character");
    refused(() -> open("[kms.age]\ntoken_file = \"\"\n"), "kms.age.token_file is empty");
  }

  @Test
  void secretInAUri_isRefusedAndNotRepeated() {
    refused(() -> builder().uri("age:x?token=s3cret").connect(), "must not stand in a URI");
    refused(() -> builder().uri("age:x?token=s3cret&token=2").connect(), "twice");
    refused(() -> builder().uri("age:s3cret?s3cret").connect(), "must have name=value");
    refused(() -> builder().uri("age:x?api-key=%s3cret").connect(), "setting api-key");
    refused(() -> builder().uri("s3cret").connect(), "must start with a scheme");
    refused(() -> builder().uri("azure:s3cret?a=s3cret").connect(), "\"azure\"");
  }

  @Test
  void fileWritableByEverybody_isRefused() throws IOException {
    Path file = write(AGE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));

    refused(() -> builder().config(file).connect(), "can be written by everybody");
  }

  @Test
  void fileWritableByItsGroup_isReadWithAWarning() throws IOException {
    Path file = write(AGE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

    builder().config(file).connect().close();
  }

  @Test
  void variableThatNamesASection_isNotRepeatedUnlessItIsAName() {
    refused(
        () -> open("[kms]\nenvironment = \"dev\"\ndev_backend = '${NEWLINE}'\n" + AGE),
        "kms.toml:3:1: kms.dev_backend has a text that is not a section name");
  }

  @Test
  void reservedSection_isNeverABackend() {
    refused(
        () -> open("[kms]\nenvironment = \"dev\"\ndev_backend = \"service\"\n"),
        "kms.toml:3:1: kms.dev_backend: service is a reserved name, never a backend");
  }

  @Test
  void reservedSection_isRefusedRatherThanIgnored() {
    refused(
        () -> open(AGE + "[kms.cache]\nfile = \"audit.log\"\n"),
        "kms.toml:3:1: [kms.cache] is reserved and not supported yet; remove it");
    refused(
        () -> open(AGE + "[kms.retry]\n"),
        "kms.toml:3:1: [kms.retry] is reserved and not supported yet; remove it");
  }
}
