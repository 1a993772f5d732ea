package dev.provisioning.kms.testing;

import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;

/** Opens the fake from a real configuration; its keys are those of one {@link FakeKms}. */
final class FakeProvider implements KmsProvider {
  private final FakeKms fake;

  FakeProvider(FakeKms fake) {
    this.fake = fake;
  }

  @Override
  public String scheme() {
    return FakeKeyring.SCHEME;
  }

  @Override
  public KmsBackend connect(KmsConfig config) {
    return fake.backend(config.target().orElseGet(() -> config.require("key_id")));
  }
}
