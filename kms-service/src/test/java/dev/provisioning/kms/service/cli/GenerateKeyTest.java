package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateKeyTest {
  @TempDir Path home;
  private CommandRun kms;

  @BeforeEach
  void makeKey() {
    kms = new CommandRun(home);
    kms.done("keygen");
  }

  @Test
  void generateKey_alone_writesTheWrappedKeyOnly() {
    String line = kms.done("generate-key").out();
    assertThat(line).matches("kms1\\.\\S+\n");
    assertThat(Ciphertext.parse(line.strip()).isDataKey()).isTrue();
  }

  @Test
  void plaintextOut_newFile_hasTheKeyThatDecryptRecovers() throws IOException {
    Path file = home.resolve("key");
    byte[] wrapped =
        kms.done("generate-key", "--context", "a=b", "--plaintext-out", file.toString()).bytes();
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    byte[] key = Files.readAllBytes(file);
    assertThat(key).hasSize(32);
    assertThat(kms.input(wrapped).done("decrypt", "--data-key", "--context", "a=b").bytes())
        .isEqualTo(key);
  }

  @Test
  void keySpec_aes128_makes16Bytes() {
    String json = kms.done("generate-key", "--key-spec", "aes_128", "--json").out();
    String plaintext = json.replaceAll(".*\"plaintext\":\"([^\"]*)\".*\n", "$1");
    assertThat(Base64.getDecoder().decode(plaintext)).hasSize(16);
    assertThat(json).contains("\"ciphertext\":\"kms1.", "\"key_id\":\"age1");
  }

  @Test
  void keySpec_unknown_isUsage() {
    kms.run("generate-key", "--key-spec", "AES_512").failed(2, "--key-spec");
  }

  @Test
  void json_withPlaintextOut_doesNotShowTheKeyTwice() {
    String json =
        kms.done("generate-key", "--json", "--plaintext-out", home.resolve("key").toString()).out();
    assertThat(json).doesNotContain("plaintext");
  }

  @Test
  void plaintextOut_existingFile_isLeftAlone() throws IOException {
    Path file = Files.writeString(home.resolve("key"), "mine");
    kms.run("generate-key", "--plaintext-out", file.toString()).failed(2, "key: exists already");
    assertThat(file).hasContent("mine");
  }

  @Test
  void plaintextOut_wrappedKeyNotWritten_leavesNoKey() {
    Path file = home.resolve("key");
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    CommandRun.Result result =
        kms.output(full).run("generate-key", "--plaintext-out", file.toString());
    result.failed(2, "No space left on device");
    assertThat(file).doesNotExist();
  }

  @Test
  void decrypt_wrappedKeyWithoutTheOption_saysWhatToAdd() {
    byte[] wrapped = kms.done("generate-key").bytes();
    kms.input(wrapped).run("decrypt").failed(6, "--data-key");
  }

  @Test
  void decrypt_ciphertextAsDataKey_isInvalid() {
    byte[] ciphertext = kms.input("0123456789abcdef").done("encrypt").bytes();
    kms.input(ciphertext).run("decrypt", "--data-key").failed(6);
  }
}
