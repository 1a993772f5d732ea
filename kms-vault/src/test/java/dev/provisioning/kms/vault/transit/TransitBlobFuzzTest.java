package dev.provisioning.kms.vault.transit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;

/** Any bytes are a ciphertext that is sent as it is and needs no escape, or are refused. */
class TransitBlobFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void blob(byte[] data) {
    try {
      TransitBlob blob = TransitBlob.parse(data);
      assertThat(blob.bytes()).isEqualTo(data);
      assertThat(blob.text()).startsWith("vault:v" + blob.version() + ":");
      assertThat(Integer.parseInt(blob.version())).isPositive();
      assertThat(blob.text().chars()).noneMatch(c -> c <= ' ' || c > '~' || c == '"' || c == '\\');
    } catch (KmsException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CIPHERTEXT);
    }
  }

  @FuzzTest(maxDuration = "60s")
  void name(byte[] data) {
    // What a header names becomes a path.
    KeyName.parse(new String(data, ISO_8859_1), "team", "transit")
        .ifPresent(
            name -> {
              assertThat(name.at("encrypt")).matches("[A-Za-z0-9_./-]+").doesNotContain("//");
              assertThat(name.at("encrypt").split("/", -1)).doesNotContain("..", ".");
              assertThat(KeyName.parse(name.toString(), "", "x")).contains(name);
            });
  }
}
