package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeygenTest {
  @TempDir Path home;
  private CommandRun kms;

  @BeforeEach
  void start() {
    kms = new CommandRun(home);
  }

  @Test
  void keygen_withoutArguments_writesTheKeyOfTheUser() throws IOException {
    String shown = kms.done("keygen").out();
    Path publicKey = kms.privateKey().resolveSibling("public_key.txt");
    assertThat(Files.readString(kms.privateKey())).contains("AGE-SECRET-KEY-1");
    assertThat(Files.getPosixFilePermissions(kms.privateKey()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(shown)
        .contains("private key path: " + kms.privateKey())
        .contains("public key path:  " + publicKey)
        .contains("public key:       " + Files.readString(publicKey).strip())
        .doesNotContain("AGE-SECRET-KEY");
  }

  @Test
  void keygen_json_hasTheSameFacts() {
    assertThat(kms.done("keygen", "--json").out())
        .startsWith("{\"private_key_path\":\"" + kms.privateKey() + "\",\"public_key_path\":\"")
        .contains("\"public_key\":\"age1")
        .endsWith("\"}\n");
  }

  @Test
  void keygen_output_putsThePublicKeyBeside() {
    Path file = home.resolve("etl.key");
    kms.done("keygen", "--output", file.toString());
    assertThat(file).exists();
    assertThat(home.resolve("etl.key.pub")).content().startsWith("age1");
  }

  @Test
  void keygen_existingKey_isLeftAlone() throws IOException {
    kms.done("keygen");
    String before = Files.readString(kms.privateKey());
    kms.run("keygen").failed(3, kms.privateKey().toString(), "exists already");
    assertThat(kms.privateKey()).hasContent(before);
  }

  @Test
  void keygen_existingPublicKey_isLeftAloneToo() throws IOException {
    Path file = home.resolve("etl.key");
    Files.writeString(home.resolve("etl.key.pub"), "mine");
    kms.run("keygen", "--output", file.toString()).failed(3, "etl.key.pub", "exists already");
    assertThat(file).doesNotExist();
  }

  @Test
  void keygen_folderThatIsAFile_isOneLine() throws IOException {
    Files.writeString(home.resolve("file"), "");
    kms.run("keygen", "--output", home.resolve("file/key").toString()).failed(3, "file");
  }
}
