package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.service.cli.envelope.EnvelopeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What opens the old ciphertexts and what makes the new ones. Safe for use by many threads. */
public final class Keys implements AutoCloseable {
  private final Kms kms;
  private final KmsClient target;
  private final boolean dropReaders;
  private final Envelope opening;
  private final Envelope sealing;

  private Keys(Kms kms, KmsClient target, boolean dropReaders) {
    this.kms = kms;
    this.target = target;
    this.dropReaders = dropReaders;
    this.opening = Envelope.of(kms);
    this.sealing = Envelope.of(target);
  }

  /**
   * Takes a configuration, which the caller closes.
   *
   * @param kms opens whatever it lists, and makes what is new
   * @param key another key of its primary backend to make what is new, or null
   * @param dropReaders whether an envelope may lose a wrapped key that {@code kms} cannot open
   * @return the keys, to be closed
   */
  public static Keys of(Kms kms, @Nullable String key, boolean dropReaders) {
    return new Keys(kms, key == null ? kms : kms.forKey(key), dropReaders);
  }

  /**
   * Encrypts and decrypts a few bytes: nothing is moved to a key that does not give it back.
   *
   * @param context the context to do that with
   */
  public void tryOut(EncryptionContext context) {
    byte[] sample = {1, 2, 3};
    byte[] back = target.decrypt(target.encrypt(sample, context), context);
    if (!Arrays.equals(sample, back)) {
      throw KmsException.of(
          ErrorCode.INTERNAL, "the key does not give back what was encrypted with it");
    }
  }

  /** Whether each is under the key in its newest version. */
  boolean areCurrent(List<Ciphertext> keys) {
    return keys.stream().noneMatch(target::needsRewrap);
  }

  /** Refuses, without a call, what this configuration cannot open or must not drop. */
  void refuseForeign(List<Ciphertext> keys) {
    List<Ciphertext> foreign =
        keys.stream().filter(key -> !kms.envelopeKeys().admits(key)).toList();
    if (foreign.size() == keys.size()) {
      throw KmsException.of(
          ErrorCode.ACCESS_DENIED,
          "it is under "
              + Result.source(foreign)
              + ", which the configuration does not list: see decrypt_also and allowed_keys");
    }
    if (!foreign.isEmpty() && !dropReaders) {
      throw KmsException.of(
          ErrorCode.UNSUPPORTED,
          "it can also be opened with "
              + Result.source(foreign)
              + ", which the configuration does not list, and no more after a move; to accept that:"
              + " --drop-readers");
    }
  }

  Ciphertext move(Ciphertext c, EncryptionContext context) {
    // A view of one key rewraps only its own ciphertexts.
    if (target.equals(kms) || target.envelopeKeys().admits(c)) {
      return target.rewrap(c, context);
    }
    if (c.isDataKey()) {
      throw KmsException.of(
          ErrorCode.UNSUPPORTED,
          "a wrapped data key moves to the default key only: make this one the default");
    }
    byte[] plaintext = kms.decrypt(c, context);
    try {
      return target.encrypt(plaintext, context);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  void moveEnvelope(Path file, EncryptionContext context) throws IOException {
    opening.moveTo(file, context, sealing);
  }

  void open(Ciphertext c, EncryptionContext context) {
    if (c.isDataKey()) {
      DataKey key = kms.decryptDataKey(c, context);
      key.close();
    } else {
      Arrays.fill(kms.decrypt(c, context), (byte) 0);
    }
  }

  /** Unwraps the key of an envelope, and authenticates its size and end. */
  void openEnvelope(Path file, EncryptionContext context) throws IOException {
    Objects.requireNonNull(opening.openChannel(file, context)).close();
  }

  /** Opens all of the text of an envelope. */
  void openText(InputStream text, EncryptionContext context) throws IOException {
    opening.open(EnvelopeText.read(text), OutputStream.nullOutputStream(), context);
  }

  /** Writes the text of an envelope for the new key, with the same white space around it. */
  void moveText(InputStream text, OutputStream out, EncryptionContext context) throws IOException {
    EnvelopeText.move(opening, text, context, sealing, out);
  }

  @Override
  public void close() {
    opening.close();
    sealing.close();
  }
}
