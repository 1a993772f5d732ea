package dev.provisioning.kms.envelope;

import dev.provisioning.kms.EncryptionContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What the tests seal, and the committed messages. */
final class Samples {
  static final EncryptionContext CONTEXT = EncryptionContext.parse("env=prod,service=api");
  static final int FRAME = 64 * 1024;
  static final int SEALED = FRAME + 16;

  private Samples() {}

  /** Different in every frame, and the same as in vectors.py. */
  static byte[] plaintext(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 7 + (i >> 8));
    }
    return bytes;
  }

  static byte[] vector(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/envelope/" + name + ".bin")) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
