package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads, several clients and several processes on the same key files. */
class AgeConcurrencyTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");

  private final AgeIdentity first = AgeIdentity.generate();
  private final AgeIdentity backup = AgeIdentity.generate();
  @TempDir Path folder;
  private Path file;
  private Path recipients;

  @BeforeEach
  void writeKeys() throws IOException {
    file = KeyFiles.privateKeys(folder.resolve("key.txt"), first);
    recipients = KeyFiles.recipients(folder.resolve("public.txt"), first, backup);
  }

  private static List<String> ids(Path privateKeys) {
    List<AgeIdentity> identities = AgeKeyFile.read(privateKeys);
    identities.forEach(AgeIdentity::close);
    return identities.stream().map(i -> i.recipient().toString()).toList();
  }

  @Test
  void rotateKey_whileSixteenThreadsWork_losesNothing() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Queue<Ciphertext> made = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try (Kms kms =
        Kms.of(AgeKms.builder().privateKeyPath(file).publicKeyPath(recipients).build())) {
      List<Future<?>> work = new ArrayList<>();
      for (int t = 0; t < 16; t++) {
        byte[] plaintext = {(byte) t};
        Callable<Boolean> loop =
            () -> {
              String seen = "";
              do {
                Ciphertext c = kms.encrypt(plaintext, CONTEXT);
                assertThat(kms.decrypt(c, CONTEXT)).isEqualTo(plaintext);
                if (!c.keyId().equals(seen)) {
                  seen = c.keyId();
                  made.add(c);
                }
              } while (!done.get());
              return true;
            };
        work.add(threads.submit(loop));
      }
      for (int i = 0; i < 10; i++) {
        kms.rotateKey();
      }
      done.set(true);
      for (Future<?> one : work) {
        one.get();
      }
      assertThat(ids(file)).hasSize(11).doesNotHaveDuplicates();
      assertThat(made).hasSizeGreaterThanOrEqualTo(16);
      for (Ciphertext c : made) {
        assertThat(kms.decrypt(c, CONTEXT)).hasSize(1);
        assertThat(Age.decryptWith(List.of(backup)).context(CONTEXT).decrypt(c.blob())).hasSize(1);
      }
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  @Test
  void rotate_eightThreadsAtOnce_everyKeyIsThere() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<String>> rotations =
          Collections.nCopies(8, () -> AgeKeyFile.rotate(file, recipients).toString());
      Set<String> expected = new TreeSet<>(Set.of(KeyFiles.id(first)));
      for (Future<String> rotation : threads.invokeAll(rotations)) {
        expected.add(rotation.get());
      }
      assertThat(ids(file)).containsExactlyInAnyOrderElementsOf(expected).hasSize(9);
      assertThat(AgeKeyFile.readRecipients(recipients))
          .extracting(AgeRecipient::toString)
          .containsExactly(ids(file).get(0), KeyFiles.id(backup));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void rotate_severalProcessesAtOnce_everyKeyIsThere() throws Exception {
    int rotations = 10;
    List<Process> children = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      children.add(child(rotations));
    }
    Set<String> expected = new TreeSet<>(Set.of(KeyFiles.id(first)));
    for (int i = 0; i < rotations; i++) {
      expected.add(AgeKeyFile.rotate(file, recipients).toString());
    }
    for (Process child : children) {
      String said = new String(child.getInputStream().readAllBytes(), US_ASCII);
      assertThat(child.waitFor()).as(said).isZero();
      assertThat(said.lines()).hasSize(rotations).allMatch(l -> l.startsWith("age1"));
      said.lines().forEach(expected::add);
    }
    assertThat(ids(file)).containsExactlyInAnyOrderElementsOf(expected).hasSize(3 * rotations + 1);
    assertThat(AgeKeyFile.readRecipients(recipients))
        .extracting(AgeRecipient::toString)
        .containsExactly(ids(file).get(0), KeyFiles.id(backup));
  }

  private Process child(int rotations) throws IOException {
    List<String> places = new ArrayList<>();
    for (Class<?> type :
        List.of(
            RotatingChild.class,
            AgeKms.class,
            Kms.class,
            org.bouncycastle.util.Arrays.class,
            org.slf4j.Logger.class)) {
      places.add(
          new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getPath());
    }
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            String.join(File.pathSeparator, places),
            RotatingChild.class.getName(),
            file.toString(),
            recipients.toString(),
            String.valueOf(rotations))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
