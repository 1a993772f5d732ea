package dev.provisioning.kms.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.EncryptionContext;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * The payload key of one message and its commitment, by HKDF-SHA-256 (RFC 5869) from the data key,
 * salted with the message id.
 *
 * <p>Both contain the prefix and the context and neither contains the wrapped keys: those can be
 * replaced, while key and context cannot. AES-GCM alone commits to no key: one ciphertext can be
 * made that two keys open.
 */
final class MessageKeys implements AutoCloseable {
  private static final byte[] PAYLOAD_LABEL = "kms-envelope/1 payload".getBytes(US_ASCII);
  private static final byte[] COMMITMENT_LABEL = "kms-envelope/1 commitment".getBytes(US_ASCII);

  private final EphemeralKey payload;
  private final byte[] commitment;

  private MessageKeys(EphemeralKey payload, byte[] commitment) {
    this.payload = payload;
    this.commitment = commitment;
  }

  static MessageKeys derive(byte[] dataKey, Prefix prefix, EncryptionContext context) {
    MessageDigest sha = sha256();
    sha.update(prefix.bound());
    byte[] transcript = sha.digest(context.canonicalBytes());
    byte[] extracted = extract(sha, prefix.messageId(), dataKey);
    try (Hmac hmac = new Hmac(sha, extracted)) {
      return new MessageKeys(
          new EphemeralKey("AES", hmac.of(info(PAYLOAD_LABEL, transcript))),
          hmac.of(info(COMMITMENT_LABEL, transcript)));
    } finally {
      Arrays.fill(extracted, (byte) 0);
    }
  }

  private static byte[] extract(MessageDigest sha, byte[] salt, byte[] dataKey) {
    try (Hmac hmac = new Hmac(sha, salt)) {
      return hmac.of(dataKey);
    }
  }

  /** One block of output is all that is needed, so its number ends the only message. */
  private static byte[] info(byte[] label, byte[] transcript) {
    return ByteBuffer.allocate(label.length + transcript.length + 1)
        .put(label)
        .put(transcript)
        .put((byte) 1)
        .array();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  byte[] commitment() {
    return commitment.clone();
  }

  boolean commitsTo(byte[] expected) {
    return MessageDigest.isEqual(commitment, expected);
  }

  SecretKey payload() {
    return payload;
  }

  @Override
  public void close() {
    payload.destroy();
    Arrays.fill(commitment, (byte) 0);
  }
}
