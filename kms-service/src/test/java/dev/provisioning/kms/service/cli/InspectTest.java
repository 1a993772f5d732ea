package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything here is inspected by somebody who has no key. */
class InspectTest {
  @TempDir Path home;
  @TempDir Path empty;
  private CommandRun kms;
  private CommandRun stranger;

  @BeforeEach
  void makeKey() {
    kms = new CommandRun(home);
    kms.done("keygen");
    stranger = new CommandRun(empty);
  }

  private byte[] ciphertext() {
    return kms.input("x").done("encrypt", "--context", "env=hidden,service=api").bytes();
  }

  @Test
  void inspect_text_showsHeaderAndAgeFile() {
    String shown = stranger.input(ciphertext()).done("inspect").facts();
    assertThat(shown)
        .contains("form: kms1 text")
        .contains("backend: age")
        .contains("key id: age1")
        .contains("data key: no")
        .contains("context keys: env, service")
        .contains("stanzas: X25519")
        .contains("context bound: yes")
        .doesNotContain("hidden");
  }

  @Test
  void inspect_bytes_areRecognised() {
    byte[] bytes =
        Ciphertext.parse(new String(ciphertext(), StandardCharsets.US_ASCII).strip()).toBytes();
    assertThat(stranger.input(bytes).done("inspect").facts()).contains("kms1 bytes");
  }

  @Test
  void inspect_wrappedKey_saysSo() {
    byte[] wrapped = kms.done("generate-key").bytes();
    assertThat(stranger.input(wrapped).done("inspect").facts()).contains("data key: yes");
  }

  @Test
  void inspect_json_hasTypes() {
    assertThat(stranger.input(ciphertext()).done("inspect", "--json").out())
        .startsWith("{\"form\":\"kms1 text\",\"backend\":\"age\",")
        .contains("\"data_key\":false,\"context_keys\":[\"env\",\"service\"],\"blob_bytes\":")
        .contains("\"context_bound\":true");
  }

  @Test
  void inspect_ageFiles_binaryAndArmored() throws IOException {
    Path file = Files.writeString(home.resolve("f"), "x");
    kms.done("encrypt-file", "--native", file.toString());
    assertThat(stranger.done("inspect", home.resolve("f.enc").toString()).facts())
        .contains("form: age file, binary", "context bound: no");
    kms.done("encrypt-file", "--armor", "--force", file.toString());
    assertThat(stranger.done("inspect", home.resolve("f.enc").toString()).facts())
        .contains("form: age file, armored");
  }

  @Test
  void inspect_ciphertextOfAServer_needsNoServer() {
    byte[] bytes =
        Ciphertext.of("aws", "arn:aws:kms:eu-west-1:1:key/x", "", new byte[] {1, 2}).toBytes();
    assertThat(stranger.input(bytes).done("inspect").facts())
        .contains("backend: aws", "key id: arn:aws:kms:eu-west-1:1:key/x", "blob bytes: 2");
  }

  @Test
  void inspect_nothingOrSomethingElse_isInvalid() {
    stranger.input("").run("inspect").failed(6, "nothing to inspect");
    CommandRun.Result result = stranger.input("hidden").run("inspect");
    result.failed(6, "neither");
    assertThat(result.err()).doesNotContain("hidden");
  }

  @Test
  void inspect_brokenForms_areInvalid() {
    stranger.input("kms1.AAAA").run("inspect").failed(6);
    stranger.input("age-encryption.org/v1\nbroken").run("inspect").failed(6);
    stranger.input("-----BEGIN AGE ENCRYPTED FILE-----\n!").run("inspect").failed(6);
  }

  @Test
  void inspect_missingFile_isOneLine() {
    stranger.run("inspect", home.resolve("no").toString()).failed(2, "no: no such file");
    stranger.run("inspect", home.toString()).failed(2, home + ": is a folder");
  }
}
