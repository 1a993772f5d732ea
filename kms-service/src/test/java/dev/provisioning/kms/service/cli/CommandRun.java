package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.service.cli.io.Disk;
import dev.provisioning.kms.service.cli.io.Person;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.io.Tty;
import dev.provisioning.kms.spi.KmsProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs commands in this JVM, for a user whose home is a folder of the test. */
final class CommandRun {
  private final Path home;
  private final Map<String, String> variables = new HashMap<>();
  private final List<KmsProvider> providers = new ArrayList<>();
  private byte[] input = {};
  private Tty tty = Tty.NONE;
  private Person person = new Nobody();
  private Disk disk = file -> new FileOutputStream(file.toFile());
  private @Nullable OutputStream out;

  CommandRun(Path home) {
    this.home = home;
    variables.put("HOME", home.toString());
  }

  CommandRun input(byte[] bytes) {
    input = bytes.clone();
    return this;
  }

  CommandRun input(String text) {
    return input(text.getBytes(StandardCharsets.UTF_8));
  }

  CommandRun variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  CommandRun terminal(Tty which, Person who) {
    tty = which;
    person = who;
    return this;
  }

  CommandRun disk(Disk other) {
    disk = other;
    return this;
  }

  CommandRun output(OutputStream stream) {
    out = stream;
    return this;
  }

  CommandRun provider(KmsProvider provider) {
    providers.add(provider);
    return this;
  }

  Path privateKey() {
    return home.resolve(".config/provisioning/age/private_key.txt");
  }

  Result run(String... args) {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input),
            out == null ? shown : out,
            new PrintStream(errors, true, StandardCharsets.UTF_8),
            tty,
            variables::get,
            home,
            person,
            disk,
            List.copyOf(providers));
    int exitCode = CommandTree.run(terminal, args);
    return new Result(exitCode, shown.toByteArray(), errors.toString(StandardCharsets.UTF_8));
  }

  /** Runs what has to work for the test to mean anything. */
  Result done(String... args) {
    Result result = run(args);
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return result;
  }

  /** What a command left. */
  static final class Result {
    private final int exitCode;
    private final byte[] out;
    private final String err;

    Result(int exitCode, byte[] out, String err) {
      this.exitCode = exitCode;
      this.out = out;
      this.err = err;
    }

    int exitCode() {
      return exitCode;
    }

    byte[] bytes() {
      return out;
    }

    String out() {
      return new String(out, StandardCharsets.UTF_8);
    }

    /** Facts without the spaces that align them. */
    String facts() {
      return out().replaceAll(" +", " ");
    }

    String err() {
      return err;
    }

    /** Every failure looks like this: an exit code, one line, and nothing else. */
    void failed(int expected, String... words) {
      assertThat(err).startsWith("kms: ").endsWith("\n").doesNotContain("\tat ");
      assertThat(List.of(words)).allSatisfy(word -> assertThat(err).contains(word));
      assertThat(err.lines()).hasSize(1);
      assertThat(out).isEmpty();
      assertThat(exitCode).isEqualTo(expected);
    }
  }

  /** Fails a test in which somebody is asked. */
  private static final class Nobody implements Person {
    @Override
    public boolean agrees(String question) {
      throw new AssertionError("asked: " + question);
    }

    @Override
    public byte[] secret(String prompt) {
      throw new AssertionError("asked: " + prompt);
    }
  }
}
