package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.spi.EnvelopeKeys;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where data keys come from: a fresh one for each message, or with a cache one for several. A cache
 * belongs to one envelope, whose clients and their order are the same for every key in it.
 */
final class DataKeys implements AutoCloseable {
  private static final int BYTES = 32;

  private final KeyHolders holders;
  private final SecureRandom random;
  private final @Nullable DataKeyCache sealing;
  private final @Nullable DataKeyCache opening;

  DataKeys(
      KeyHolders holders,
      SecureRandom random,
      @Nullable DataKeyCache sealing,
      @Nullable DataKeyCache opening) {
    this.holders = holders;
    this.random = random;
    this.sealing = sealing;
    this.opening = opening;
  }

  /** Whether a key that seals a message may seal another one. */
  boolean areShared() {
    return sealing != null;
  }

  WrappedDataKey forSealing(EncryptionContext context, long bytes) {
    return sealing == null
        ? fresh(context)
        : sealing.take(name(context), bytes, () -> fresh(context));
  }

  private WrappedDataKey fresh(EncryptionContext context) {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    boolean wrapped = false;
    try {
      WrappedDataKey fresh = new WrappedDataKey(key, holders.wrap(key, context));
      wrapped = true;
      return fresh;
    } finally {
      if (!wrapped) {
        Arrays.fill(key, (byte) 0);
      }
    }
  }

  /** Counts what a stream has sealed. */
  void charge(EncryptionContext context, long bytes) {
    if (sealing != null) {
      sealing.charge(name(context), bytes);
    }
  }

  private static ByteBuffer name(EncryptionContext context) {
    return ByteBuffer.wrap(context.canonicalBytes());
  }

  /** Unwraps with a client; the caller wipes the key. */
  byte[] forOpening(Candidate from, EncryptionContext context, Duration atMost) {
    Ciphertext wrapped = from.ciphertext();
    EnvelopeKeys keys = from.holder().keys();
    if (opening == null) {
      return keys.unwrap(wrapped, context, atMost);
    }
    byte[] entry = wrapped.toBytes();
    MessageDigest sha = MessageKeys.sha256();
    sha.update(ByteBuffer.allocate(8).putInt(from.number()).putInt(entry.length).array());
    sha.update(entry);
    ByteBuffer name = ByteBuffer.wrap(sha.digest(context.canonicalBytes()));
    try (WrappedDataKey key =
        opening.take(
            name,
            0,
            () -> new WrappedDataKey(keys.unwrap(wrapped, context, atMost), List.of(wrapped)),
            atMost)) {
      return key.key().clone();
    }
  }

  CacheStatistics statistics() {
    CacheStatistics none = new CacheStatistics(0, 0, 0);
    return (sealing == null ? none : sealing.statistics())
        .plus(opening == null ? none : opening.statistics());
  }

  @Override
  public void close() {
    if (sealing != null) {
      sealing.close();
    }
    if (opening != null) {
      opening.close();
    }
  }
}
