package dev.provisioning.kms.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.provisioning.kms.EncryptionContext;

/** What the tests encrypt, and under which context. */
final class Samples {
  /** Texts that must turn up nowhere. */
  static final String SECRET = "plaintext-MARKER-4711";

  static final String VALUE = "value-MARKER-0815";

  static final EncryptionContext CONTEXT = EncryptionContext.parse("env=prod,service=" + VALUE);
  static final EncryptionContext WRONG = EncryptionContext.parse("env=dev,service=" + VALUE);

  private Samples() {}

  static byte[] secret() {
    return SECRET.getBytes(UTF_8);
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + 7);
    }
    return bytes;
  }
}
