package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the identities are wiped. */
class KeyRingTest {
  private final AgeIdentity identity = AgeIdentity.generate();
  private final KeyRing ring =
      new KeyRing(Optional.of(List.of(identity)), List.of(), new ListedKeys(Map.of()));

  @Test
  void close_whileInUse_wipesWhenTheLastUserLeaves() {
    assertThat(ring.enter()).isTrue();
    ring.close();
    assertThat(identity.exportSecret()).isNotEmpty();
    ring.close();
    assertThatThrownBy(identity::exportSecret).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void enter_wipedRing_isRefused() {
    ring.close();
    assertThat(ring.enter()).isFalse();
    assertThat(ring.enter()).isFalse();
  }
}
