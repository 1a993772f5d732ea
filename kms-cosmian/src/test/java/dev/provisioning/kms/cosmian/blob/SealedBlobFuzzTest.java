package dev.provisioning.kms.cosmian.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.provisioning.kms.InvalidCiphertextException;

/** Any bytes are refused, or have one spelling only and hold nothing that the server misreads. */
class SealedBlobFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void parse(byte[] bytes) {
    SealedBlob blob;
    try {
      blob = SealedBlob.parse(bytes);
    } catch (InvalidCiphertextException e) {
      return;
    }
    assertThat(blob.toBytes()).isEqualTo(bytes);
    assertThat(Bulk.startsLike(blob.data())).isFalse();
  }

  @FuzzTest(maxDuration = "60s")
  void escape(byte[] plaintext) {
    byte[] sent = Escape.apply(plaintext);
    assertThat(Bulk.startsLike(sent)).isFalse();
    assertThat(sent).isNotEmpty();
    assertThat(Escape.undo(sent, Escape.isNeeded(plaintext))).isEqualTo(plaintext);
  }
}
