package dev.provisioning.kms.cosmian.suite;

import static dev.provisioning.kms.cosmian.suite.Opened.CONTEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testbench.cosmian.CosmianAccess;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client outlives its server. */
class RestartTest {
  private static final byte[] SECRET = "a secret".getBytes(UTF_8);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(CosmianAccess.class)
  void restart_isNotNoticed(CosmianAccess access) throws Exception {
    try (CosmianHost host = CosmianHost.start(access, folder)) {
      host.admin().createKey("restarted");
      try (Kms kms = Opened.on(host, "restarted")) {
        Ciphertext made = kms.encrypt(SECRET, CONTEXT);
        host.restart();
        assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(SECRET);
        host.restart();
        assertThat(kms.decrypt(kms.encrypt(SECRET, CONTEXT), CONTEXT)).isEqualTo(SECRET);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CosmianAccess.class)
  void killedServer_isUnavailable_andNothingIsLostWhenItIsBack(CosmianAccess access)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (CosmianHost host = CosmianHost.start(access, folder)) {
      host.admin().createKey("killed");
      try (Kms kms = Opened.on(host, "killed", "retry_attempts", "1")) {
        CountDownLatch running = new CountDownLatch(4);
        List<Future<List<Ciphertext>>> traffic = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
          traffic.add(threads.submit(() -> encryptUntilItFails(kms, running)));
        }
        running.await();
        host.kill();
        List<Ciphertext> made = new ArrayList<>();
        for (Future<List<Ciphertext>> thread : traffic) {
          made.addAll(thread.get());
        }
        Health down = kms.health(Duration.ofSeconds(5));
        assertThat(down.status()).isEqualTo(Health.Status.DOWN);
        assertThat(down.reason()).isNotBlank();
        host.start();
        assertThat(kms.health(Duration.ofSeconds(30)).status()).isEqualTo(Health.Status.UP);
        for (Ciphertext ciphertext : made) {
          assertThat(kms.decrypt(ciphertext, CONTEXT)).isEqualTo(SECRET);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Ciphertext> encryptUntilItFails(Kms kms, CountDownLatch running) {
    List<Ciphertext> made = new ArrayList<>();
    while (true) {
      try {
        made.add(kms.encrypt(SECRET, CONTEXT));
        running.countDown();
      } catch (KmsException e) {
        assertThat(e.code()).as(e.toString()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(e.isRetryable()).isTrue();
        return made;
      }
    }
  }
}
