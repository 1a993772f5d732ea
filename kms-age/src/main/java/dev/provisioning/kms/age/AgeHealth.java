package dev.provisioning.kms.age;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import java.time.Duration;
import java.util.Arrays;

/** Finds out what works, with the key files as they are now. */
final class AgeHealth {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "health");

  private final KmsClock clock;
  private final KeySource keys;

  AgeHealth(KmsClock clock, KeySource keys) {
    this.clock = clock;
    this.keys = keys;
  }

  Health check() {
    long start = clock.nanoTime();
    try (KeyRing ring = keys.use()) {
      return check(ring, start);
    } catch (KmsException e) {
      return Health.down(since(start), String.valueOf(e.getMessage()));
    } catch (AgeException | RuntimeException e) {
      return Health.down(since(start), "the probe failed with " + e.getClass().getName());
    }
  }

  private Health check(KeyRing ring, long start) throws AgeException {
    if (ring.canDecrypt() && !ring.readsItsOwn()) {
      return Health.degraded(
          since(start),
          "decrypts only: the private key file holds no identity for any of the recipients");
    }
    byte[] probe = {1, 2, 3, 4};
    byte[] sealed = ring.sealing(ring.defaultKey()).encryption().context(CONTEXT).encrypt(probe);
    if (!ring.canDecrypt()) {
      return Health.degraded(since(start), "encrypts only: there is no private key file");
    }
    byte[] opened = ring.decryption(ring.defaultKey(), CONTEXT).decrypt(sealed);
    return Arrays.equals(probe, opened)
        ? Health.up(since(start))
        : Health.down(since(start), "the probe came back changed");
  }

  private Duration since(long start) {
    return Duration.ofNanos(clock.nanoTime() - start);
  }
}
