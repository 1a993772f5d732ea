package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Any bytes are keys or are refused with a message that names a line or says what is missing. */
class KeyFilesFuzzTest {
  private static final String MESSAGE =
      "(?s)line \\d+: .*|the file holds no (identity|recipient)|the file is longer than 16 MiB";

  @FuzzTest(maxDuration = "60s")
  void identities(byte[] data) throws IOException {
    try {
      assertThat(AgeIdentity.readAll(new ByteArrayInputStream(data))).isNotEmpty();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).matches(MESSAGE);
    }
  }

  @FuzzTest(maxDuration = "60s")
  void recipients(byte[] data) throws IOException {
    try {
      assertThat(AgeRecipient.readAll(new ByteArrayInputStream(data))).isNotEmpty();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).matches(MESSAGE);
    }
  }
}
