package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KeyAccessException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Whatever comes: refused, or read as it was written. With {@code JAZZER_FUZZ=1} it searches, else
 * it repeats the committed inputs.
 */
class EnvelopeFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void header(byte[] input) {
    if (MessageOpener.isCiphertext(input)) {
      return;
    }
    try {
      Header header = MessageOpener.header(input);
      byte[] written = header.toBytes();
      if (header.prefix().isFileForm()) {
        written = Header.of(header.prefix(), header.keys()).toBytes();
        if (!MessageOpener.header(written).keys().equals(header.keys())) {
          throw new AssertionError("read and written differ");
        }
      } else if (!Arrays.equals(written, Arrays.copyOf(input, written.length))) {
        throw new AssertionError("read and written differ");
      }
    } catch (InvalidCiphertextException expected) {
      // The one answer to what is not valid.
    }
  }

  @FuzzTest(maxDuration = "60s")
  void message(byte[] input) throws IOException {
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    try (Envelope envelope = Envelope.of(ClearBackend.client())) {
      byte[] whole = null;
      try {
        whole = envelope.open(input, CONTEXT);
      } catch (InvalidCiphertextException | KeyAccessException expected) {
        // The two answers to what does not open.
      }
      try {
        envelope.open(new ByteArrayInputStream(input), streamed, CONTEXT);
        if (!Arrays.equals(whole, streamed.toByteArray())) {
          throw new AssertionError("array and stream differ");
        }
      } catch (InvalidCiphertextException | KeyAccessException e) {
        if (whole != null) {
          throw new AssertionError("only the array opens", e);
        }
      }
    }
  }
}
