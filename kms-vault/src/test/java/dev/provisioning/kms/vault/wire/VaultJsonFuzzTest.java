package dev.provisioning.kms.vault.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Any bytes are an answer or refused as none; nothing else is thrown. */
class VaultJsonFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void envelope(byte[] data) {
    Envelope<byte[]> envelope;
    try {
      envelope =
          Envelope.read(
              data,
              json -> {
                byte[][] found = {new byte[0]};
                VaultJson.object(
                    json,
                    (name, value) -> {
                      if (name.equals("plaintext")) {
                        found[0] = VaultJson.base64(value);
                      }
                    });
                return found[0];
              });
    } catch (IOException e) {
      return;
    }
    assertThat(Said.of(envelope.warnings(), Sent.of(data)).shown()).hasSizeLessThanOrEqualTo(600);
    assertThat(envelope.warnings()).hasSizeLessThanOrEqualTo(100);
  }
}
