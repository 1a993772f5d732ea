package dev.provisioning.kms.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTest {
  private static final char[] VALUE = "s3crét".toCharArray();

  @TempDir private Path folder;

  private KmsConfig of(Map<String, String> settings) {
    return KmsConfig.builder("main", "vault")
        .folder(folder)
        .environment(Map.of("TOKEN", "s3crét", "EMPTY", "")::get)
        .set(settings)
        .build();
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage(message)
        .hasMessageNotContaining("s3cr");
  }

  @Test
  void secret_direct_isHeld() {
    assertThat(of(Map.of("token", "s3crét")).secret("token").orElseThrow().reveal())
        .containsExactly(VALUE);
  }

  @Test
  void secret_fromAVariable_isHeld() {
    assertThat(of(Map.of("token-env", "TOKEN")).secret("token").orElseThrow().reveal())
        .containsExactly(VALUE);
  }

  @Test
  void secret_fromAFile_isReadAnewEachTime() throws IOException {
    Secret secret = of(Map.of("token_file", "t")).secret("token").orElseThrow();
    Files.writeString(folder.resolve("t"), "first");
    assertThat(secret.reveal()).containsExactly("first".toCharArray());

    Files.writeString(folder.resolve("t"), "second");
    assertThat(secret.reveal()).containsExactly("second".toCharArray());
  }

  @Test
  void secret_absent_isEmpty() {
    assertThat(of(Map.of()).secret("token")).isEmpty();
  }

  @Test
  void secret_setTwice_isRefused() {
    String message = " is set more than once: use one of token, token_file, token_env";
    refused(
        () -> of(Map.of("token", "s3cret", "token_file", "t")).secret("token"),
        "builder: kms.main.token" + message);
    refused(
        () -> of(Map.of("token", "s3cret", "token_env", "TOKEN")).secret("token"),
        "builder: kms.main.token" + message);
    refused(
        () -> of(Map.of("token_env", "TOKEN", "token_file", "t")).secret("token"),
        "builder: kms.main.token_file" + message);
  }

  @Test
  void secret_variableNotSetOrEmpty_isRefused() {
    for (String name : new String[] {"NOT_SET", "EMPTY"}) {
      refused(
          () -> of(Map.of("token_env", name)).secret("token"),
          "builder: kms.main.token_env names a variable that is not set or empty");
    }
  }

  @Test
  void secret_empty_isRefused() {
    refused(() -> of(Map.of("token", "")).secret("token"), "builder: kms.main.token is empty");
  }

  @Test
  void secret_ofAFileNamedLikeTheMarkOfUris_isNotTakenForOne() {
    ConfigOrigin file = new ConfigOrigin("URI", 3, 1);
    KmsConfig config =
        KmsConfig.builder("main", "vault")
            .set("token", ConfigValue.scalar(ConfigValue.Kind.TEXT, "s3crét", file))
            .build();

    assertThat(config.secret("token").orElseThrow().reveal()).containsExactly(VALUE);
  }

  @ParameterizedTest
  @CsvSource({"'',true", "'\n',true", "'\r\n',true", "'\n\n',false", "' ',false"})
  void reveal_fileWithOneLineEnd_isTheSecret(String end, boolean same) throws IOException {
    Path file = Files.writeString(folder.resolve("t"), "s3crét" + end);
    char[] secret = Secret.ofFile(file).reveal();

    assertThat(java.util.Arrays.equals(secret, VALUE)).isEqualTo(same);
    assertThat(new String(secret)).startsWith("s3crét");
  }

  @ParameterizedTest
  @CsvSource({"0", "65537"})
  void reveal_fileEmptyOrTooLarge_isRefused(int size) throws IOException {
    Path file = Files.writeString(folder.resolve("t"), "x".repeat(size));

    refused(
        () -> Secret.ofFile(file).reveal(),
        "the secret file " + file + " is empty or above 64 KiB");
  }

  @Test
  void reveal_fileThatCannotBeRead_isRefused() throws IOException {
    Path missing = folder.resolve("none");
    refused(() -> Secret.ofFile(missing).reveal(), "cannot read the secret file " + missing);

    Path binary = Files.write(folder.resolve("t"), new byte[] {(byte) 0xff});
    refused(() -> Secret.ofFile(binary).reveal(), "cannot read the secret file " + binary);
  }

  @Test
  void reveal_callersArray_isACopy() {
    char[] given = VALUE.clone();
    Secret secret = Secret.of(given);
    given[0] = 'x';
    secret.reveal()[0] = 'x';

    assertThat(secret.reveal()).containsExactly(VALUE);
  }

  @Test
  void close_afterwards_revealsNothing() {
    Secret secret = Secret.of(VALUE);
    secret.close();
    secret.close();

    assertThatThrownBy(secret::reveal)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this secret is closed");
  }

  @Test
  void close_whileAFileIsBeingRead_doesNotWaitForIt() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Secret secret = Secret.ofFile(pipe);
    CompletableFuture<char[]> revealed = CompletableFuture.supplyAsync(secret::reveal);
    Thread closing = new Thread(secret::close);
    // Opening a pipe returns once the other end is open too: the secret is being read now.
    try (OutputStream end = Files.newOutputStream(pipe, StandardOpenOption.WRITE)) {
      closing.start();
      closing.join(Duration.ofSeconds(20).toMillis());
      assertThat(closing.isAlive()).isFalse();
      end.write("s3crét".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(revealed.get()).containsExactly(VALUE);
  }

  @Test
  void toString_showsNoSecret() {
    try (Secret held = Secret.of(VALUE);
        Secret file = Secret.ofFile(Path.of("t"))) {
      assertThat(held).hasToString("Secret[held]");
      assertThat(file).hasToString("Secret[t]");
    }
  }
}
