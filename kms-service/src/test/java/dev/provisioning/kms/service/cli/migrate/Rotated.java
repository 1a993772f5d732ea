package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.service.cli.io.Disk;
import dev.provisioning.kms.testing.FakeKms;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A folder with ciphertexts under the first version of a key that has two. */
final class Rotated implements Observer, AutoCloseable {
  static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");

  final FakeKms fake = FakeKms.create().withKey("k1").withKey("k2");
  final Kms kms =
      Kms.builder().backend("fake", fake.backend("k1", "k2")).clock(fake.clock()).connect();
  final Tally tally;
  final Path tree;
  final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  Disk disk = file -> new FileOutputStream(file.toFile());

  Rotated(Path tree, long mostFailures) {
    this.tree = tree;
    this.tally = new Tally(mostFailures);
  }

  Path text(String name) throws IOException {
    return Files.writeString(tree.resolve(name), kms.encryptText(name, CONTEXT) + "\n");
  }

  Path envelope(String name) throws IOException {
    try (Envelope envelope = Envelope.of(kms)) {
      return Files.write(
          tree.resolve(name), envelope.seal(name.getBytes(StandardCharsets.UTF_8), CONTEXT));
    }
  }

  Ciphertext read(Path file) throws IOException {
    return Ciphertext.parse(Files.readString(file).strip());
  }

  /** Rotates the key and moves what is there. */
  Tally move(int threads) throws IOException {
    fake.rotate("k1");
    fake.clock().advance(Duration.ofMinutes(2));
    try (Keys keys = Keys.of(kms, null, false)) {
      run(keys, threads, this);
    }
    return tally;
  }

  void run(Keys keys, int threads, Observer observer) throws IOException {
    Contexts contexts = new Contexts(Map.of(), CONTEXT);
    FileMigration migration =
        new FileMigration(keys, contexts, Rotated::kind, file -> disk.open(file), Mode.MOVE);
    new TreeRun(Tree.of(List.of(tree)), migration, tally, observer).run(threads);
  }

  static Kind kind(byte[] beginning) {
    String start = new String(beginning, StandardCharsets.ISO_8859_1);
    if (start.startsWith("kms1.")) {
      return Kind.TEXT;
    }
    return start.startsWith("KMSE") ? Kind.ENVELOPE : Kind.FOREIGN;
  }

  @Override
  public void done(Tally counts) {}

  @Override
  public void failed(Place place, Trouble trouble) {
    failures.add(trouble.code() + " " + trouble.message());
  }

  @Override
  public void left(Place place, Kind kind) {}

  @Override
  public void close() {
    kms.close();
  }
}
