package dev.provisioning.kms.testkit.example;

import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.testkit.KmsContract;
import dev.provisioning.kms.testkit.KmsUnderTest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/** All that a small backend needs to run the kit. */
class LocalAesContractTest extends KmsContract {
  @Override
  protected KmsUnderTest start() throws NoSuchAlgorithmException {
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    SecretKey first = generator.generateKey();
    SecretKey other = generator.generateKey();
    return new KmsUnderTest() {
      @Override
      public KmsBackend open() {
        return new LocalAesBackend("first", first);
      }

      @Override
      public KmsBackend openOtherKey() {
        return new LocalAesBackend("other", other);
      }
    };
  }
}
