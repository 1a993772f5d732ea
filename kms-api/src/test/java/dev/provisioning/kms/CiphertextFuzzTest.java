package dev.provisioning.kms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Whatever comes: refused as an invalid ciphertext, or written again as it was read. With {@code
 * JAZZER_FUZZ=1} it searches, else it repeats the committed inputs.
 */
class CiphertextFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void bytes(byte[] input) {
    try {
      Ciphertext read = Ciphertext.parse(input);
      if (!Arrays.equals(read.toBytes(), input)) {
        throw new AssertionError("read and written differ");
      }
      if (!Ciphertext.parse(read.toString()).equals(read)) {
        throw new AssertionError("the text form differs");
      }
    } catch (InvalidCiphertextException expected) {
      // The one answer to what is not valid.
    }
  }

  @FuzzTest(maxDuration = "60s")
  void text(byte[] input) {
    String text = new String(input, ISO_8859_1);
    try {
      if (!Ciphertext.parse(text).toString().equals(text)) {
        throw new AssertionError("read and written differ");
      }
    } catch (InvalidCiphertextException expected) {
      // The one answer to what is not valid.
    }
  }
}
