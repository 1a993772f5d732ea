package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kms rewrap FILE}. */
class RewrapFilesTest {
  @TempDir Path home;
  private final byte[] content = new byte[200_000];
  private CommandRun kms;
  private Path sealed;

  @BeforeEach
  void makeFile() throws IOException {
    kms = new CommandRun(home);
    kms.done("keygen");
    Path file = Files.write(home.resolve("f"), content);
    kms.done("encrypt-file", file.toString(), "--context", "env=prod");
    Files.delete(file);
    sealed = home.resolve("f.enc");
  }

  private static byte[] frames(byte[] sealed) {
    return java.util.Arrays.copyOfRange(sealed, 20_480, sealed.length);
  }

  @Test
  void rewrap_file_changesTheHeaderAlone() throws IOException {
    byte[] before = Files.readAllBytes(sealed);
    assertThat(kms.done("rewrap", sealed.toString(), "--context", "env=prod").facts())
        .isEqualTo("file: " + sealed + "\nrewrapped: in place\n");
    byte[] after = Files.readAllBytes(sealed);
    assertThat(after).isNotEqualTo(before).hasSameSizeAs(before);
    assertThat(frames(after)).isEqualTo(frames(before));
    kms.done("decrypt-file", sealed.toString(), "--context", "env=prod");
    assertThat(home.resolve("f")).hasBinaryContent(content);
  }

  @Test
  void rewrap_json_saysHow() {
    assertThat(kms.done("rewrap", sealed.toString(), "--context", "env=prod", "--json").out())
        .endsWith("f.enc\",\"rewrapped\":\"in place\"}\n");
  }

  @Test
  void rewrap_otherContext_changesNothing() throws IOException {
    byte[] before = Files.readAllBytes(sealed);
    kms.run("rewrap", sealed.toString()).failed(6, "f.enc", "env");
    assertThat(sealed).hasBinaryContent(before);
  }

  @Test
  void rewrap_outputOptions_goWithStandardInput() {
    kms.run("rewrap", sealed.toString(), "-o", "x").failed(2, "--output");
    kms.run("rewrap", sealed.toString(), "--force").failed(2, "--force");
  }

  @Test
  void rewrap_otherFiles_areRefused() throws IOException {
    Path text = Files.write(home.resolve("t"), kms.input("x").done("encrypt").bytes());
    kms.run("rewrap", text.toString()).failed(6, "no envelope", "standard input");
    kms.run("rewrap", home.resolve("no").toString()).failed(2, "no such file");
    kms.run("rewrap", home.toString()).failed(2, "is a folder");
  }
}
