package dev.provisioning.kms.cosmian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.cosmian.blob.SealedBlob;
import dev.provisioning.kms.spi.http.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that never answers ends a decryption when its caller says, not when it says itself. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DecryptWithinTest extends Scripted {
  private static final Duration SOON = Duration.ofMillis(300);

  /** Connections are made for it, and nobody reads them. */
  private static void assertTimeout(Ciphertext ciphertext, String... version) throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      CosmianKmsBuilder builder =
          CosmianKms.builder()
              .http(
                  HttpSettings.builder(List.of(address))
                      .requestTimeout(Duration.ofMinutes(10))
                      .build())
              .defaultKeyId("app");
      for (String one : version) {
        builder.serverVersion(one);
      }
      try (CosmianKms dead = builder.build()) {
        refused(ErrorCode.TIMEOUT, () -> dead.decrypt(ciphertext, CONTEXT, SOON));
      }
    }
  }

  @Test
  void decryptWithin_serverThatNeverTellsItsVersion_isATimeout() throws IOException {
    assertTimeout(made());
  }

  @Test
  void decryptWithin_serverThatNeverDecrypts_isATimeout() throws IOException {
    assertTimeout(made(), "5.28.0");
  }

  /** Whether the key is a successor of the allowed one, the server has to say. */
  @Test
  void decryptWithin_serverThatNeverTellsOfTheSuccessor_isATimeout() throws IOException {
    SealedBlob blob = new SealedBlob(false, new byte[12], new byte[16], SUCCESSOR, new byte[2]);
    assertTimeout(Ciphertext.of("cosmian", "app", SUCCESSOR, blob.toBytes()), "5.28.0");
  }

  @Test
  void decryptWithin_serverThatAnswers_decrypts() {
    Ciphertext made = made();
    server.on("Decrypt", 200, Answers.decrypted("4848"));
    assertThat(kms.decrypt(made, CONTEXT, Duration.ofSeconds(30))).isEqualTo(bytes("HH"));
  }
}
