package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.age.Age;
import dev.provisioning.kms.age.AgeKeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The backend's own format, which age alone has. */
class NativeFilesTest {
  @TempDir Path home;
  private final byte[] content = new byte[300_000];
  private CommandRun kms;
  private Path file;
  private Path sealed;

  @BeforeEach
  void makeFile() throws IOException {
    kms = new CommandRun(home);
    kms.done("keygen");
    new Random(1).nextBytes(content);
    file = Files.write(home.resolve("backup.tar"), content);
    sealed = home.resolve("backup.tar.enc");
  }

  @Test
  void native_option_makesAFileThatEveryAgeProgramOpens() throws IOException {
    kms.done("encrypt-file", "--native", file.toString());
    byte[] bytes = Files.readAllBytes(sealed);
    assertThat(bytes).startsWith("age-encryption.org/v1\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(Age.decryptWith(AgeKeyFile.read(kms.privateKey())).decrypt(bytes))
        .isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--native", "--armor"})
  void decryptFile_ofAnAgeFile_givesEveryByteBack(String form) throws IOException {
    kms.done("encrypt-file", form, file.toString(), "--context", "env=prod");
    Files.delete(file);
    kms.done("decrypt-file", sealed.toString(), "--context", "env=prod");
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void armor_option_makesTextAndImpliesNative() throws IOException {
    kms.done("encrypt-file", "--armor", file.toString());
    assertThat(sealed).content().startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n");
  }

  @Test
  void wrongContext_nothingAppears() throws IOException {
    kms.done("encrypt-file", "--native", file.toString(), "--context", "env=hidden1");
    Files.delete(file);
    CommandRun.Result result =
        kms.run("decrypt-file", sealed.toString(), "--context", "env=hidden2");
    result.failed(6, "backup.tar.enc", "[env]");
    assertThat(result.err()).doesNotContain("hidden");
    assertThat(file).doesNotExist();
  }

  @Test
  void flippedOrMissingEnd_nothingAppears() throws IOException {
    kms.done("encrypt-file", "--native", file.toString());
    Files.delete(file);
    byte[] bytes = Files.readAllBytes(sealed);
    Files.write(sealed, Arrays.copyOf(bytes, 200_000));
    kms.run("decrypt-file", sealed.toString()).failed(6, "backup.tar.enc");
    bytes[bytes.length - 1] ^= 1;
    Files.write(sealed, bytes);
    kms.run("decrypt-file", sealed.toString()).failed(6, "backup.tar.enc");
    assertThat(file).doesNotExist();
  }

  @Test
  void key_option_isNotForAgeFiles() {
    kms.run("encrypt-file", "--native", file.toString(), "--key", "x").failed(2, "--key");
    kms.run("encrypt-file", "--armor", file.toString(), "--key", "x").failed(2, "--key");
    kms.done("encrypt-file", "--native", file.toString());
    String key = kms.done("status").out().replaceAll("(?s).*(age1\\w+).*", "$1");
    kms.run("decrypt-file", sealed.toString(), "-o", home.resolve("x").toString(), "--key", key)
        .failed(2, "--key", "age file");
  }

  @Test
  void otherBackend_hasNoFormatOfItsOwn() throws IOException {
    String config =
        Files.writeString(
                home.resolve("kms.properties"),
                """
                kms.environment = prod
                kms.prod_backend = vault
                kms.vault.server_url = http://127.0.0.1:1
                kms.vault.token = t
                kms.vault.key_name = k
                kms.age.private_key_path = ~/.config/provisioning/age/private_key.txt
                """)
            .toString();
    kms.run("encrypt-file", "--native", file.toString(), "--config", config)
        .failed(7, "--native needs an age backend", "[kms.vault]", "--section");
    kms.done("encrypt-file", "--native", file.toString());
    String target = home.resolve("x").toString();
    kms.run("decrypt-file", sealed.toString(), "--config", config, "-o", target)
        .failed(7, "an age file needs an age backend", "[kms.vault]");
    kms.done(
        "decrypt-file", sealed.toString(), "--config", config, "-o", target, "--section", "age");
    assertThat(home.resolve("x")).hasBinaryContent(content);
  }
}
