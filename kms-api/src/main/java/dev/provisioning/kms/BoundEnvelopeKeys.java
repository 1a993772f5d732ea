package dev.provisioning.kms;

import dev.provisioning.kms.spi.EnvelopeKeys;
import java.time.Duration;

/** The envelope keys of a client: data keys with a purpose of their own, of 32 bytes only. */
final class BoundEnvelopeKeys implements EnvelopeKeys {
  private final BoundClient client;
  private final Connections connections;
  private final Opening opening;

  BoundEnvelopeKeys(BoundClient client, Connections connections, Opening opening) {
    this.client = client;
    this.connections = connections;
    this.opening = opening;
  }

  @Override
  public boolean admits(Ciphertext wrapped) {
    connections.refuseClosed();
    return opening.mayOpen(wrapped);
  }

  @Override
  public int servers(Ciphertext wrapped) {
    connections.refuseClosed();
    return opening.servers(wrapped);
  }

  @Override
  public Ciphertext wrap(byte[] key, EncryptionContext context) {
    if (key.length != DataKeySpec.AES_256.bytes()) {
      throw new IllegalArgumentException("the data key of an envelope has 32 bytes");
    }
    Call call = client.sealing(KmsOperation.GENERATE_DATA_KEY, key, context);
    return client.seal(call, key, context.forEnvelope(), true);
  }

  @Override
  public byte[] unwrap(Ciphertext wrapped, EncryptionContext context, Duration atMost) {
    connections.refuseClosed();
    return opening.open(
        KmsOperation.DECRYPT_DATA_KEY,
        wrapped,
        context,
        context.forEnvelope(),
        BoundEnvelopeKeys::requireLength,
        TimeLimit.in(connections.calls().clock(), atMost));
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context, Duration atMost) {
    connections.refuseClosed();
    return opening.open(
        KmsOperation.DECRYPT,
        ciphertext,
        context,
        context,
        plaintext -> {},
        TimeLimit.in(connections.calls().clock(), atMost));
  }

  @Override
  public boolean isFinal(KmsException failure) {
    return failure.isRefusal() || failure.code() == ErrorCode.INTERRUPTED;
  }

  private static void requireLength(byte[] key) {
    if (key.length != DataKeySpec.AES_256.bytes()) {
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT,
          "the data key of an envelope has 32 bytes, not " + key.length);
    }
  }
}
