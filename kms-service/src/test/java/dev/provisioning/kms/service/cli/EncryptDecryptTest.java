package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.service.cli.io.Tty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptDecryptTest {
  private static final String SECRET = "pässword\n\n";

  @TempDir Path home;
  private CommandRun kms;

  @BeforeEach
  void makeKey() {
    kms = new CommandRun(home);
    kms.done("keygen");
  }

  private String encrypted(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "encrypt";
    System.arraycopy(args, 0, all, 1, args.length);
    return kms.input(SECRET).done(all).out();
  }

  @Test
  void encrypt_anything_isOneLineWithOneLineEnd() {
    assertThat(encrypted()).startsWith("kms1.").matches("\\S+\n");
  }

  @Test
  void decrypt_ofEncrypt_givesEveryByteBack() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    byte[] ciphertext = kms.input(all).done("encrypt", "--context", "env=prod").bytes();
    assertThat(kms.input(ciphertext).done("decrypt", "--context", "env=prod").bytes())
        .isEqualTo(all);
  }

  @Test
  void encrypt_nothing_isAPlaintextToo() {
    byte[] ciphertext = kms.input("").done("encrypt").bytes();
    assertThat(kms.input(ciphertext).done("decrypt").bytes()).isEmpty();
  }

  @Test
  void decrypt_whiteSpaceAround_doesNotMatter() {
    String ciphertext = encrypted();
    assertThat(kms.input(" \r\n\t" + ciphertext + "\r\n \n").done("decrypt").out())
        .isEqualTo(SECRET);
  }

  @Test
  void decrypt_byteForm_isAcceptedToo() {
    byte[] bytes = Ciphertext.parse(encrypted().strip()).toBytes();
    assertThat(kms.input(bytes).done("decrypt").out()).isEqualTo(SECRET);
  }

  @Test
  void decrypt_otherContext_isInvalidAndNamesKeysOnly() {
    String ciphertext = encrypted("--context", "env=hidden1");
    CommandRun.Result result = kms.input(ciphertext).run("decrypt", "--context", "env=hidden2");
    result.failed(6, "[env]");
    assertThat(result.err()).doesNotContain("hidden");
  }

  @Test
  void decrypt_missingContext_isInvalid() {
    kms.input(encrypted("--context", "env=prod")).run("decrypt").failed(6, "env");
  }

  @Test
  void context_severalOptionsAndAFile_areOneContext() throws IOException {
    Path file = Files.writeString(home.resolve("c.json"), "{\"b\": \"x,y=z\"}");
    String ciphertext =
        encrypted("--context", "a=1", "--context", "c=3,d=", "--context-file", file.toString());
    Path all =
        Files.writeString(
            home.resolve("all.json"), "{\"a\":\"1\",\"b\":\"x,y=z\",\"c\":\"3\",\"d\":\"\"}");
    assertThat(kms.input(ciphertext).done("decrypt", "--context-file", all.toString()).out())
        .isEqualTo(SECRET);
  }

  @Test
  void context_sameKeyTwice_isUsage() {
    kms.run("encrypt", "--context", "a=1", "--context", "a=1").failed(2, "the key a twice");
  }

  @Test
  void context_withoutEquals_isUsageAndNotRepeated() {
    CommandRun.Result result = kms.run("encrypt", "--context", "hidden");
    result.failed(2, "not key=value");
    assertThat(result.err()).doesNotContain("hidden");
  }

  @Test
  void contextFile_notAnObjectOfTexts_isUsageWithThePosition() throws IOException {
    Path file = Files.writeString(home.resolve("c.json"), "{\"a\": 1}");
    kms.run("encrypt", "--context-file", file.toString()).failed(2, "c.json", "character 7");
  }

  @Test
  void contextFile_missing_isUsage() {
    kms.run("encrypt", "--context-file", home.resolve("no.json").toString())
        .failed(2, "no.json: no such file");
  }

  @Test
  void contextFile_folder_isUsage() {
    kms.run("encrypt", "--context-file", home.toString()).failed(2, home + ": is a folder");
  }

  @Test
  void contextFile_tooLarge_isUsage() throws IOException {
    Path file = Files.write(home.resolve("c.json"), new byte[64 * 1024 + 1]);
    kms.run("encrypt", "--context-file", file.toString()).failed(2, "64 KiB");
  }

  @Test
  void encrypt_json_hasTheMembersOfTheService() {
    String json = encrypted("--json");
    assertThat(json)
        .startsWith("{\"ciphertext\":\"kms1.")
        .contains("\"backend\":\"age\",\"key_id\":\"age1")
        .endsWith("\"}\n");
  }

  @Test
  void decrypt_json_hasThePlaintextInBase64() {
    assertThat(kms.input(encrypted()).done("decrypt", "--json").out())
        .isEqualTo(
            "{\"plaintext\":\""
                + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8))
                + "\"}\n");
  }

  @Test
  void output_newFile_belongsToItsOwner() throws IOException {
    Path file = home.resolve("plain");
    String ciphertext = encrypted();
    assertThat(kms.input(ciphertext).done("decrypt", "-o", file.toString()).bytes()).isEmpty();
    assertThat(file).content(StandardCharsets.UTF_8).isEqualTo(SECRET);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void output_existingFile_isReplacedOnlyByForce() throws IOException {
    Path file = Files.writeString(home.resolve("plain"), "mine");
    kms.input(encrypted());
    kms.run("decrypt", "-o", file.toString()).failed(2, "plain: exists already", "--force");
    assertThat(file).hasContent("mine");
    kms.done("decrypt", "-o", file.toString(), "--force");
    assertThat(file).content(StandardCharsets.UTF_8).isEqualTo(SECRET);
  }

  @Test
  void output_folder_isUsage() {
    kms.run("encrypt", "-o", home.toString()).failed(2, "is a folder");
  }

  @Test
  void encrypt_positionalPlaintext_isUsageAndNotRepeated() {
    CommandRun.Result result = kms.run("encrypt", "hidden");
    result.failed(2, "standard input", "kms encrypt --help");
    assertThat(result.err()).doesNotContain("hidden");
  }

  @Test
  void encrypt_atATerminal_asksForALine() {
    Typist typist = new Typist(false, "typed");
    byte[] ciphertext = kms.terminal(new Tty(true, false, true), typist).done("encrypt").bytes();
    assertThat(typist.asked()).containsExactly("Text to encrypt");
    kms.terminal(Tty.NONE, typist);
    assertThat(kms.input(ciphertext).done("decrypt").out()).isEqualTo("typed");
  }

  @Test
  void encrypt_atATerminalNothingTyped_isUsage() {
    kms.terminal(new Tty(true, true, true), new Typist(false, ""))
        .run("encrypt")
        .failed(2, "nothing was typed");
  }

  @Test
  void decrypt_flippedBit_isInvalid() {
    byte[] bytes = Ciphertext.parse(encrypted().strip()).toBytes();
    bytes[bytes.length - 1] ^= 1;
    kms.input(bytes).run("decrypt").failed(6);
  }

  @Test
  void decrypt_truncated_isInvalid() {
    String ciphertext = encrypted().strip();
    kms.input(ciphertext.substring(0, ciphertext.length() - 8)).run("decrypt").failed(6);
  }

  @Test
  void decrypt_nothing_isInvalid() {
    kms.input(" \n").run("decrypt").failed(6, "nothing to read");
  }

  @Test
  void decrypt_somethingElse_isInvalidAndNotRepeated() {
    CommandRun.Result result = kms.input("hidden").run("decrypt");
    result.failed(6, "does not start with kms1.");
    assertThat(result.err()).doesNotContain("hidden");
  }

  @Test
  void decrypt_ageFile_pointsToDecryptFile() {
    kms.input("age-encryption.org/v1\n").run("decrypt").failed(6, "use: kms decrypt-file");
    kms.input("-----BEGIN AGE ENCRYPTED FILE-----\n")
        .run("decrypt")
        .failed(6, "use: kms decrypt-file");
  }

  @Test
  void decrypt_textOfVaultItself_saysWhy() {
    kms.input("vault:v1:AAAA").run("decrypt").failed(6, "only Vault opens it");
  }

  @Test
  void decrypt_keyOfSomebodyElse_isDenied(@TempDir Path other) {
    String ciphertext = encrypted();
    CommandRun theirs = new CommandRun(other);
    theirs.done("keygen");
    theirs.input(ciphertext).run("decrypt").failed(5, "allowed_keys");
  }
}
