package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeForm;
import dev.provisioning.kms.service.cli.envelope.EnvelopeText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no backend takes directly: encrypt seals it as the text of an envelope. */
class LargeTextTest {
  private static final int HELD = 16 * 1024 * 1024;

  @TempDir Path home;
  private CommandRun kms;

  @BeforeEach
  void makeKey() {
    kms = new CommandRun(home);
    kms.done("keygen");
  }

  private static byte[] plaintext(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private String encrypted(byte[] plaintext, String... more) {
    String[] args = Arrays.copyOf(new String[] {"encrypt"}, 1 + more.length);
    System.arraycopy(more, 0, args, 1, more.length);
    return kms.input(plaintext).done(args).out();
  }

  private static byte[] sealed(String text) throws IOException {
    return EnvelopeText.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
        .readAllBytes();
  }

  @ParameterizedTest
  @ValueSource(ints = {4097, 65_535, 65_536, 65_537, 1_048_577, HELD + 1, HELD + 100_000})
  void encrypt_moreThanTheBackendTakes_isOneLineThatDecrypts(int size) {
    byte[] plaintext = plaintext(size);
    String text = encrypted(plaintext, "--context", "env=prod");
    assertThat(text).startsWith("kmse1.").endsWith("\n");
    assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
    assertThat(kms.input(text).done("decrypt", "--context", "env=prod").bytes())
        .isEqualTo(plaintext);
  }

  @Test
  void encrypt_whatTheBackendTakes_staysACiphertext() throws IOException {
    assertThat(encrypted(plaintext(4096))).startsWith("kms1.");
    String config =
        Files.writeString(
                home.resolve("kms.properties"),
                """
                kms.environment = dev
                kms.dev_backend = age
                kms.age.private_key_path = ~/.config/provisioning/age/private_key.txt
                kms.age.max_plaintext_bytes = 100000
                """)
            .toString();
    assertThat(encrypted(plaintext(100_000), "--config", config)).startsWith("kms1.");
    assertThat(encrypted(plaintext(100_001), "--config", config)).startsWith("kmse1.");
  }

  @Test
  void encrypt_json_hasTheMembersOfACiphertext() {
    String json = encrypted(plaintext(5000), "--json");
    assertThat(json)
        .matches(
            "\\{\"ciphertext\":\"kmse1\\.[\\w-]+\",\"backend\":\"age\",\"key_id\":\"age1\\w+\"}\n");
    String text = json.replaceAll("(?s).*(kmse1\\.[\\w-]+).*", "$1");
    assertThat(kms.input(text).done("decrypt").bytes()).isEqualTo(plaintext(5000));
  }

  @Test
  void decrypt_json_hasThePlaintextInBase64() {
    String text = encrypted(plaintext(5000));
    assertThat(kms.input(text).done("decrypt", "--json").out())
        .isEqualTo(
            "{\"plaintext\":\"" + Base64.getEncoder().encodeToString(plaintext(5000)) + "\"}\n");
  }

  @Test
  void decrypt_envelopeInBytes_ofBothForms() throws IOException {
    assertThat(kms.input(sealed(encrypted(plaintext(9000)))).done("decrypt").bytes())
        .isEqualTo(plaintext(9000));
    Path file = Files.write(home.resolve("f"), plaintext(9000));
    kms.done("encrypt-file", file.toString());
    byte[] sealed = Files.readAllBytes(home.resolve("f.enc"));
    assertThat(Envelope.inspect(sealed).form()).isEqualTo(EnvelopeForm.FILE);
    assertThat(kms.input(sealed).done("decrypt").bytes()).isEqualTo(plaintext(9000));
  }

  @Test
  void decrypt_otherContext_isInvalidAndNamesKeysOnly() {
    String text = encrypted(plaintext(5000), "--context", "env=hidden1");
    CommandRun.Result result = kms.input(text).run("decrypt", "--context", "env=hidden2");
    result.failed(6, "[env]");
    assertThat(result.err()).doesNotContain("hidden");
  }

  @Test
  void decrypt_tamperedOrCut_givesNothingUpTo16MiB() throws IOException {
    byte[] sealed = sealed(encrypted(plaintext(200_000)));
    kms.input(Arrays.copyOf(sealed, sealed.length - 1)).run("decrypt").failed(6);
    kms.input(Arrays.copyOf(sealed, sealed.length + 1)).run("decrypt").failed(6);
    sealed[sealed.length - 1] ^= 1;
    kms.input(sealed).run("decrypt").failed(6);
    kms.input(sealed).run("decrypt", "--json").failed(6);
    kms.input(EnvelopeText.of(sealed)).run("decrypt").failed(6);
  }

  @Test
  void decrypt_cutAndLarge_releasesWhatIsAuthenticAndFails() throws IOException {
    byte[] plaintext = plaintext(HELD + 500_000);
    byte[] sealed = sealed(encrypted(plaintext));
    byte[] cut = Arrays.copyOf(sealed, sealed.length - 1);
    CommandRun.Result result = kms.input(cut).run("decrypt");
    assertThat(result.exitCode()).isEqualTo(6);
    assertThat(result.err().lines()).hasSize(1);
    byte[] released = result.bytes();
    assertThat(released)
        .hasSizeBetween(HELD, plaintext.length - 1)
        .isEqualTo(Arrays.copyOf(plaintext, released.length));
  }

  @Test
  void decrypt_cutAndLarge_toAFileThatDoesNotAppear() throws IOException {
    byte[] sealed = sealed(encrypted(plaintext(HELD + 500_000)));
    Path target = home.resolve("out");
    kms.input(Arrays.copyOf(sealed, sealed.length - 1))
        .run("decrypt", "-o", target.toString())
        .failed(6);
    assertThat(target).doesNotExist();
  }

  @Test
  void decrypt_dataKeyOption_refusesAnEnvelope() {
    kms.input(encrypted(plaintext(5000))).run("decrypt", "--data-key").failed(6, "envelope");
  }

  @Test
  void encrypt_keyThatIsNotAllowed_writesNothing() {
    kms.input(plaintext(5000)).run("encrypt", "--key", "other").failed(5, "allowed_keys");
  }

  @Test
  void rewrap_textOfAnEnvelope_isTextThatDecrypts() {
    String text = encrypted(plaintext(9000), "--context", "a=b");
    String moved = kms.input(text).done("rewrap", "--context", "a=b").out();
    assertThat(moved).startsWith("kmse1.").isNotEqualTo(text);
    assertThat(kms.input(moved).done("decrypt", "--context", "a=b").bytes())
        .isEqualTo(plaintext(9000));
    assertThat(kms.input(text).done("rewrap", "--context", "a=b", "--json").out())
        .startsWith("{\"ciphertext\":\"kmse1.")
        .contains("\"backend\":\"age\"");
  }

  @Test
  void rewrap_bytesOfAnEnvelope_areBytesThatDecrypt() throws IOException {
    byte[] sealed = sealed(encrypted(plaintext(9000)));
    byte[] moved = kms.input(sealed).done("rewrap").bytes();
    assertThat(kms.input(moved).done("decrypt").bytes()).isEqualTo(plaintext(9000));
    kms.input(sealed).run("rewrap", "--context", "a=b").failed(6);
  }

  @Test
  void rewrap_hugeEnvelope_pointsToFiles() {
    byte[] huge = new byte[64 * 1024 * 1024 + 1];
    System.arraycopy("KMSE".getBytes(StandardCharsets.US_ASCII), 0, huge, 0, 4);
    kms.input(huge).run("rewrap").failed(7, "64 MiB", "kms rewrap FILE");
  }
}
