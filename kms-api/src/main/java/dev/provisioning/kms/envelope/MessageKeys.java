package dev.provisioning.kms.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.EncryptionContext;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
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
  private static final String HMAC = "HmacSHA256";
  private static final byte[] PAYLOAD_LABEL = "kms-envelope/1 payload".getBytes(US_ASCII);
  private static final byte[] COMMITMENT_LABEL = "kms-envelope/1 commitment".getBytes(US_ASCII);

  private final EphemeralKey payload;
  private final byte[] commitment;

  private MessageKeys(EphemeralKey payload, byte[] commitment) {
    this.payload = payload;
    this.commitment = commitment;
  }

  static MessageKeys derive(byte[] dataKey, Prefix prefix, EncryptionContext context) {
    byte[] bound = prefix.bound();
    MessageDigest sha = sha256();
    sha.update(bound);
    byte[] transcript = sha.digest(context.canonicalBytes());
    try {
      Mac mac = Mac.getInstance(HMAC);
      EphemeralKey extracted = extract(mac, prefix.messageId(), dataKey);
      try {
        mac.init(extracted);
        return new MessageKeys(
            new EphemeralKey("AES", expand(mac, PAYLOAD_LABEL, transcript)),
            expand(mac, COMMITMENT_LABEL, transcript));
      } finally {
        extracted.destroy();
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  private static EphemeralKey extract(Mac mac, byte[] salt, byte[] dataKey)
      throws GeneralSecurityException {
    mac.init(new EphemeralKey(HMAC, salt));
    return new EphemeralKey(HMAC, mac.doFinal(dataKey));
  }

  /** One block of output is all that is needed. */
  private static byte[] expand(Mac mac, byte[] label, byte[] transcript) {
    mac.update(label);
    mac.update(transcript);
    mac.update((byte) 1);
    return mac.doFinal();
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
