package dev.provisioning.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that is dead in one way or the other keeps no other from opening a message. Its own
 * request timeout is ten minutes here: a test that returns at all has not waited for it.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FailoverTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final byte[] TEXT = {1, 2, 3};

  private final FakeKms fake = FakeKms.create().withKey("k1");

  private static ServerSocket silent() throws IOException {
    // The kernel makes connections for as long as nobody accepts them.
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static int refusing() throws IOException {
    try (ServerSocket gone = silent()) {
      return gone.getLocalPort();
    }
  }

  private static VaultKmsBuilder vault(int port) {
    URI address = URI.create("http://127.0.0.1:" + port);
    return VaultKms.builder()
        .http(HttpSettings.builder(List.of(address)).requestTimeout(Duration.ofMinutes(10)).build())
        .keyName("app")
        .login(VaultLogin.token(() -> "hvs.SECRET-TOKEN".toCharArray()));
  }

  /** Sealed while the server was there, for it and for another client. */
  private byte[] sealed() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.binding());
        Kms vault = Kms.of(server.client());
        Envelope both = Envelope.builder(vault).alsoOpenableBy(fake.client()).build()) {
      return both.seal(TEXT, CONTEXT);
    }
  }

  private byte[] opened(VaultKms dead) {
    try (Kms vault = Kms.of(dead);
        Envelope both =
            Envelope.builder(vault).alsoOpenableBy(fake.client()).openWithin(SOON).build()) {
      return both.open(sealed(), CONTEXT);
    }
  }

  @Test
  void open_firstServerNeverAnswers_isOpenedByTheNextClient() throws IOException {
    try (ServerSocket silent = silent()) {
      assertThat(opened(vault(silent.getLocalPort()).build())).isEqualTo(TEXT);
    }
  }

  @Test
  void open_firstServerRefusesConnections_isOpenedByTheNextClient() throws IOException {
    assertThat(opened(vault(refusing()).build())).isEqualTo(TEXT);
  }

  @Test
  void open_loginOfTheFirstServerNeverAnswers_isOpenedByTheNextClient() throws IOException {
    try (ServerSocket silent = silent()) {
      VaultKms dead =
          vault(silent.getLocalPort())
              .login(VaultLogin.jwt("role", () -> "e30.e30.x".toCharArray()))
              .build();
      assertThat(opened(dead)).isEqualTo(TEXT);
    }
  }

  @Test
  void open_allServersAreDead_endsInTimeAndKeepsBothReasons() throws IOException {
    byte[] sealed = sealed();
    try (ServerSocket silent = silent();
        Kms hangs = Kms.of(vault(silent.getLocalPort()).build());
        Kms refuses = Kms.of(vault(refusing()).build());
        Envelope both = Envelope.builder(hangs).alsoOpenableBy(refuses).openWithin(SOON).build()) {
      assertThatThrownBy(() -> both.open(sealed, CONTEXT))
          .isInstanceOfSatisfying(
              KmsException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT);
                assertThat(e.getSuppressed()).hasSize(1);
                assertThat(((KmsException) e.getSuppressed()[0]).code())
                    .isEqualTo(ErrorCode.UNAVAILABLE);
              });
    }
  }

  /** The same without an envelope: two sections of one scheme, the first of which hangs. */
  @Test
  void decrypt_primaryNeverAnswers_isDecryptedByTheNextSection() throws IOException {
    try (ServerSocket silent = silent();
        ScriptedServer server = new ScriptedServer(FakeTransit.binding());
        Kms live = Kms.of(server.client())) {
      Map<String, String> settings = new TreeMap<>();
      settings.put("kms.environment", "prod");
      settings.put("kms.prod_backend", "dead");
      settings.put("kms.decrypt_also", "live");
      settings.put("kms.dead.request_timeout", "10m");
      settings.put("kms.dead.server_url", "http://127.0.0.1:" + silent.getLocalPort());
      settings.put("kms.live.server_url", server.address().toString());
      for (String section : List.of("kms.dead.", "kms.live.")) {
        settings.put(section + "backend", "vault");
        settings.put(section + "key_name", "app");
        settings.put(section + "token", "hvs.SECRET-TOKEN");
        settings.put(section + "retry_deadline", "2s");
      }
      try (Kms kms = Kms.builder().properties(settings).connect()) {
        assertThat(kms.decrypt(live.encrypt(TEXT, CONTEXT), CONTEXT)).isEqualTo(TEXT);
      }
    }
  }
}
