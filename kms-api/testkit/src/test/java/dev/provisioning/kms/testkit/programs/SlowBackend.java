package dev.provisioning.kms.testkit.programs;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A server that never answers an encrypt, until the caller gives up. */
record SlowBackend(KmsBackend real, CountDownLatch started) implements KmsBackend {
  @Override
  public String scheme() {
    return real.scheme();
  }

  @Override
  public String defaultKey() {
    return real.defaultKey();
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    try {
      started.countDown();
      new CountDownLatch(1).await();
      return real.encrypt(keyId, plaintext, context);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KmsException.of(ErrorCode.INTERRUPTED, "interrupted while waiting for an answer", e);
    }
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    return real.decrypt(ciphertext, context);
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    return real.describeKey(keyId);
  }

  @Override
  public Health health(Duration timeout) {
    return real.health(timeout);
  }

  @Override
  public void close() {
    real.close();
  }
}
