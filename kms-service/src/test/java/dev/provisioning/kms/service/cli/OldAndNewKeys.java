package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.envelope.CacheLimits;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.service.cli.envelope.EnvelopeText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Two age keys, a configuration for each environment, and a folder with files under the old one.
 */
final class OldAndNewKeys implements AutoCloseable {
  static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");

  private final Path home;
  private final Path config;
  private final Path tree;
  private final Kms old;

  OldAndNewKeys(Path home) throws IOException {
    this.home = home;
    CommandRun kms = new CommandRun(home);
    kms.done("keygen", "--output", home.resolve("old.key").toString());
    kms.done("keygen", "--output", home.resolve("new.key").toString());
    config = Files.writeString(home.resolve("kms.toml"), text("[\"old\", \"new\"]"));
    // Each alone: what the other one does not open is really under one key only.
    Files.writeString(home.resolve("alone.toml"), text("[]"));
    tree = Files.createDirectory(home.resolve("tree"));
    old = open("alone.toml", "old");
  }

  private String text(String decryptAlso) {
    return """
    [kms]
    environment  = "${STAGE:-new}"
    old_backend  = "old"
    new_backend  = "new"
    decrypt_also = %s

    [kms.old]
    backend          = "age"
    public_key_path  = "%s/old.key.pub"
    private_key_path = "%s/old.key"

    [kms.new]
    backend          = "age"
    public_key_path  = "%s/new.key.pub"
    private_key_path = "%s/new.key"
    """
        .formatted(decryptAlso, home, home, home, home);
  }

  Path tree() {
    return tree;
  }

  Path config() {
    return config;
  }

  Kms old() {
    return old;
  }

  Kms open(String file, String stage) {
    return Kms.builder()
        .config(home.resolve(file))
        .variables(name -> Map.of("STAGE", stage).get(name))
        .connect();
  }

  /** Runs {@code kms migrate} over the folder. */
  CommandRun.Result migrate(CommandRun kms, String... more) {
    return kms.run(arguments(tree, more));
  }

  CommandRun.Result migrate(String... more) {
    return migrate(new CommandRun(home), more);
  }

  String[] arguments(Path root, String... more) {
    return Stream.concat(
            Stream.of("migrate", "--config", config.toString(), root.toString()), Stream.of(more))
        .toArray(String[]::new);
  }

  static byte[] content(String name, int size) {
    byte[] content = new byte[size];
    new Random(name.hashCode()).nextBytes(content);
    return content;
  }

  Path file(String name) throws IOException {
    Path file = tree.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  /** An envelope as {@code kms encrypt-file} writes it. */
  Path envelope(String name, int size) throws IOException {
    Path file = file(name);
    Path plain = Files.write(home.resolve("plain"), content(name, size));
    try (Envelope envelope = Envelope.of(old)) {
      envelope.seal(plain, file, CONTEXT);
    }
    return file;
  }

  /** An envelope as a stream has it. */
  Path streamed(String name, int size) throws IOException {
    try (Envelope envelope = Envelope.of(old)) {
      return Files.write(file(name), envelope.seal(content(name, size), CONTEXT));
    }
  }

  /** Envelopes whose data key seals others too. */
  Path sharing(String name, int size) throws IOException {
    Path file = file(name);
    Path plain = Files.write(home.resolve("plain"), content(name, size));
    CacheLimits limits = CacheLimits.maxAge(Duration.ofMinutes(1));
    try (Envelope envelope = Envelope.builder(old).cache(limits).build()) {
      envelope.seal(plain, file, CONTEXT);
    }
    assertThat(Envelope.inspect(file).sharedKey()).isTrue();
    return file;
  }

  Path text(String name, String before, String after) throws IOException {
    Ciphertext c = old.encrypt(content(name, 100), CONTEXT);
    return Files.writeString(file(name), before + c + after);
  }

  /** An envelope as {@code kms encrypt} writes it. */
  Path envelopeText(String name, int size, String before, String after) throws IOException {
    try (Envelope envelope = Envelope.of(old)) {
      return Files.writeString(
          file(name), before + sealedText(envelope, content(name, size)) + after);
    }
  }

  static String sealedText(Envelope envelope, byte[] plaintext) {
    return EnvelopeText.of(envelope.seal(plaintext, CONTEXT));
  }

  Path bytes(String name) throws IOException {
    return Files.write(file(name), old.encrypt(content(name, 100), CONTEXT).toBytes());
  }

  Path dataKey(String name) throws IOException {
    try (DataKey key = old.generateDataKey(DataKeySpec.AES_256, CONTEXT)) {
      return Files.writeString(file(name), key.wrapped() + "\n");
    }
  }

  /** Opens a file with one key alone. */
  static byte[] opened(Kms alone, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    if (text.startsWith("kms1.")) {
      return alone.decrypt(Ciphertext.parse(text), CONTEXT);
    }
    InputStream sealed = new ByteArrayInputStream(bytes);
    try (Envelope envelope = Envelope.of(alone)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      envelope.open(
          text.startsWith(EnvelopeText.START) ? EnvelopeText.read(sealed) : sealed, out, CONTEXT);
      return out.toByteArray();
    }
  }

  /** The names in the folder, with those of temporary files. */
  List<String> names() throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      return all.filter(Files::isRegularFile)
          .map(p -> tree.relativize(p).toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() {
    old.close();
  }
}
