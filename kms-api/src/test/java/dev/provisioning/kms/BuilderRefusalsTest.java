package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;
import dev.provisioning.kms.testing.FakeKms;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Combinations that would silently do something else than they say. */
class BuilderRefusalsTest {
  /** Serves one scheme and opens backends of another. */
  private static final class Confused implements KmsProvider {
    private final AtomicInteger closed = new AtomicInteger();

    @Override
    public String scheme() {
      return "stub";
    }

    @Override
    public KmsBackend connect(KmsConfig config) {
      return new StubBackend("other", config.target().orElseThrow()) {
        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };
    }
  }

  @Test
  void connect_providerOpensAnotherScheme_isADefectAndClosed() {
    Confused provider = new Confused();
    assertThatThrownBy(() -> Kms.builder().provider(provider).uri("stub:k1").connect())
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("opened a backend of other");
    assertThat(provider.closed).hasValue(1);
  }

  @Test
  void connect_environmentWithoutEnvironments_isRefused() {
    assertThatThrownBy(() -> Kms.builder().uri("stub:k1").environment("prod").connect())
        .isInstanceOf(KmsConfigurationException.class);
    assertThatThrownBy(
            () -> Kms.builder().backend("s", new StubBackend()).environment("prod").connect())
        .isInstanceOf(KmsConfigurationException.class);
  }

  @Test
  void connect_uriAndObjects_isRefused() {
    assertThatThrownBy(
            () -> Kms.builder().uri("stub:k1").backend("stub", new StubBackend()).connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("not both");
  }

  @Test
  void forKey_ofAView_isConfinedToItsKey() {
    FakeKms fake = FakeKms.create().withKey("a").withKey("b");
    KmsClient view = fake.client().forKey("a");
    assertThat(view.forKey("a")).isNotNull();
    assertThatThrownBy(() -> view.forKey("b"))
        .isInstanceOf(KeyAccessException.class)
        .hasMessageContaining("confined");
  }
}
