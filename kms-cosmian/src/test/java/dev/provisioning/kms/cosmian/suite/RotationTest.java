package dev.provisioning.kms.cosmian.suite;

import static dev.provisioning.kms.cosmian.suite.Opened.CONTEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.cosmian.blob.SealedBlob;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nothing is lost by a rotation, whoever rotates and whatever is under way. */
@ExtendWith(CosmianHosts.class)
class RotationTest {
  private static final int THREADS = 16;
  private static final int ROTATIONS = 5;

  private final CosmianHost host;
  private final String key = CosmianHosts.freshKey();

  RotationTest(CosmianHost host) {
    this.host = host;
    host.admin().createKey(key);
  }

  @Test
  void rotateKey_underTrafficOf16Threads_losesNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Kms kms = Opened.on(host, key)) {
      AtomicBoolean ended = new AtomicBoolean();
      CountDownLatch running = new CountDownLatch(THREADS);
      Set<String> seen = ConcurrentHashMap.newKeySet();
      List<Future<List<Ciphertext>>> traffic = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        traffic.add(threads.submit(() -> traffic(kms, running, ended, seen)));
      }
      running.await();
      Set<String> versions = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < ROTATIONS; i++) {
        KeyInfo rotated = kms.rotateKey();
        assertThat(versions.add(rotated.version())).isTrue();
      }
      ended.set(true);
      List<Ciphertext> all = new ArrayList<>();
      for (Future<List<Ciphertext>> thread : traffic) {
        all.addAll(thread.get());
      }
      assertThat(seen).contains(kms.encrypt(new byte[1], CONTEXT).keyVersion());
      for (Ciphertext ciphertext : all) {
        assertThat(kms.decrypt(ciphertext, CONTEXT)).isEqualTo(text(ciphertext.keyId()));
      }
      try (Kms reopened = Opened.on(host, key)) {
        assertThat(reopened.decrypt(all.get(0), CONTEXT)).isEqualTo(text(all.get(0).keyId()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static byte[] text(String keyId) {
    return ("under " + keyId.split("@", -1)[0]).getBytes(UTF_8);
  }

  /** Encrypts and decrypts until told to stop, and once more after that. */
  private List<Ciphertext> traffic(
      Kms kms, CountDownLatch running, AtomicBoolean ended, Set<String> seen) {
    List<Ciphertext> made = new ArrayList<>();
    boolean last;
    do {
      last = ended.get();
      Ciphertext ciphertext = kms.encrypt(text(key), CONTEXT);
      assertThat(kms.decrypt(ciphertext, CONTEXT)).isEqualTo(text(key));
      seen.add(ciphertext.keyVersion());
      made.add(ciphertext);
      running.countDown();
    } while (!last);
    return made;
  }

  @Test
  void rotation_bySomebodyElse_isSeenByTheNextCiphertext() {
    try (Kms kms = Opened.on(host, key)) {
      Ciphertext old = kms.encrypt(text(key), CONTEXT);
      host.admin().rekey(key);
      Ciphertext next = kms.encrypt(text(key), CONTEXT);
      assertThat(next.keyVersion()).isNotEqualTo(old.keyVersion());
      assertThat(kms.decrypt(old, CONTEXT)).isEqualTo(text(key));
      assertThat(kms.describeKey().version()).isEqualTo(next.keyVersion());
      assertThat(kms.describeKey().state()).isEqualTo(KeyInfo.State.ENABLED);
    }
  }

  @Test
  void oldGenerations_openAfterManyRotations_evenIfRevoked() {
    try (Kms kms = Opened.on(host, key)) {
      List<Ciphertext> made = new ArrayList<>();
      for (int i = 0; i < ROTATIONS; i++) {
        made.add(kms.encrypt(text(key), CONTEXT));
        kms.rotateKey();
      }
      host.admin().revoke(key);
      assertThat(made.stream().map(Ciphertext::keyVersion).collect(Collectors.toSet()))
          .hasSize(ROTATIONS);
      for (Ciphertext ciphertext : made) {
        assertThat(kms.decrypt(ciphertext, CONTEXT)).isEqualTo(text(key));
        Ciphertext moved = kms.rewrap(ciphertext, CONTEXT);
        assertThat(kms.needsRewrap(moved)).isFalse();
        assertThat(kms.decrypt(moved, CONTEXT)).isEqualTo(text(key));
      }
    }
  }

  @Test
  void rotateKeyEvery_isKeptByTheServer() {
    try (Kms kms = Opened.on(host, key)) {
      kms.rotateKeyEvery(Duration.ofDays(90));
      assertThat(Long.decode(host.admin().attribute(key, "RotateInterval")))
          .isEqualTo(Duration.ofDays(90).toSeconds());
      kms.rotateKeyEvery(Duration.ZERO);
      assertThat(Long.decode(host.admin().attribute(key, "RotateInterval"))).isZero();
    }
  }

  /** It is the newest generation that the server will replace. */
  @Test
  void rotateKeyEvery_afterARotation_isThatOfTheNewestGeneration() {
    String newest = host.admin().rekey(key);
    try (Kms kms = Opened.on(host, key)) {
      kms.rotateKeyEvery(Duration.ofDays(30));
      assertThat(Long.decode(host.admin().attribute(newest, "RotateInterval")))
          .isEqualTo(Duration.ofDays(30).toSeconds());
    }
  }

  /** The server opens it: for the name of a keyset it tries every generation. */
  @Test
  void decrypt_ofALaterGenerationThatIsSaidToBeTheFirst_isInvalid() {
    try (Kms kms = Opened.on(host, key)) {
      kms.rotateKey();
      SealedBlob made = SealedBlob.parse(kms.encrypt(new byte[3], CONTEXT).blob());
      assertThat(made.uid()).isEqualTo(key + "@1");
      SealedBlob lying = new SealedBlob(made.escaped(), made.iv(), made.tag(), key, made.data());
      Ciphertext forged = Ciphertext.of("cosmian", key, "0", lying.toBytes());
      Refused.with(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(forged, CONTEXT));
      Refused.with(
          ErrorCode.INVALID_CIPHERTEXT,
          () -> kms.decryptAll(List.of(forged), List.of(CONTEXT)).get(0).get());
    }
  }
}
