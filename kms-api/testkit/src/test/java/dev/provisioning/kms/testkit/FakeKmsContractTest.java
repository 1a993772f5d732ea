package dev.provisioning.kms.testkit;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.testing.FakeKms;
import java.util.Optional;

class FakeKmsContractTest extends KmsContract {
  @Override
  protected KmsUnderTest start() {
    FakeKms fake = FakeKms.create().withKey("first").withKey("second").withKey("other");
    return new KmsUnderTest() {
      @Override
      public KmsBackend open() {
        return fake.backend("first", "second");
      }

      @Override
      public KmsBackend openOtherKey() {
        return fake.backend("other");
      }

      @Override
      public Optional<String> secondKey() {
        return Optional.of("second");
      }

      @Override
      public Optional<KmsBackend> openFailing(ErrorCode code) {
        switch (code) {
          case KEY_NOT_FOUND -> fake.delete("other");
          case KEY_DISABLED -> fake.disable("other");
          case ACCESS_DENIED -> fake.deny("other");
          default -> fake.failNext(code, 5);
        }
        return Optional.of(fake.backend("other"));
      }
    };
  }
}
