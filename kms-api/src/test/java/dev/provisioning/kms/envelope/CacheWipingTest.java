package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The memory of a cached key is wiped when the key is spent, replaced or not wanted any more. */
class CacheWipingTest {
  private static final CacheLimits TEN_MINUTES = CacheLimits.maxAge(Duration.ofMinutes(10));

  private final VirtualClock clock = new VirtualClock();
  private final Deque<Runnable> refreshes = new ArrayDeque<>();
  private final ClearBackend clear = new ClearBackend("clear");

  /** The very arrays in which the cache holds the keys that seal. */
  private final List<byte[]> sealing = new ArrayList<>();

  private Kms client() {
    return Kms.of(
        new ForwardingBackend(clear) {
          @Override
          public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
            sealing.add(plaintext);
            return super.encrypt(keyId, plaintext, context);
          }
        });
  }

  private Envelope cached(CacheLimits limits) {
    return Envelope.builder(client()).cache(limits).clock(clock).executor(refreshes::add).build();
  }

  private static void assertWipedButTheLast(List<byte[]> keys, int count) {
    assertThat(keys).hasSize(count);
    for (byte[] key : keys.subList(0, count - 1)) {
      assertThat(key).containsOnly(0);
    }
    assertThat(keys.get(count - 1)).isNotEqualTo(new byte[32]);
  }

  @Test
  void refresh_wipesTheOldKey() {
    Envelope envelope = cached(TEN_MINUTES);
    byte[] sealed = envelope.seal(plaintext(5), CONTEXT);
    envelope.open(sealed, CONTEXT);
    clock.advance(Duration.ofMinutes(9));
    envelope.seal(plaintext(5), CONTEXT);
    envelope.open(sealed, CONTEXT);
    assertThat(sealing.get(0)).isNotEqualTo(new byte[32]);
    assertThat(clear.unwrapped.get(0)).isNotEqualTo(new byte[32]);
    assertThat(refreshes).hasSize(2);
    refreshes.forEach(Runnable::run);
    assertWipedButTheLast(sealing, 2);
    assertWipedButTheLast(clear.unwrapped, 2);
    assertThat(envelope.cacheStatistics().evictions()).isEqualTo(2);
  }

  @Test
  void refresh_afterClose_isWipedToo() {
    Envelope envelope = cached(TEN_MINUTES);
    envelope.seal(plaintext(5), CONTEXT);
    clock.advance(Duration.ofMinutes(9));
    envelope.seal(plaintext(5), CONTEXT);
    envelope.close();
    refreshes.remove().run();
    assertThat(sealing).hasSize(2).allSatisfy(key -> assertThat(key).containsOnly(0));
  }

  @Test
  void keySpentByAge_isWiped() {
    Envelope envelope = cached(TEN_MINUTES);
    byte[] sealed = envelope.seal(plaintext(5), CONTEXT);
    envelope.open(sealed, CONTEXT);
    clock.advance(Duration.ofMinutes(10));
    envelope.seal(plaintext(5), CONTEXT);
    envelope.open(sealed, CONTEXT);
    assertWipedButTheLast(sealing, 2);
    assertWipedButTheLast(clear.unwrapped, 2);
  }

  @Test
  void keySpentByMessages_isWiped() {
    Envelope envelope = cached(TEN_MINUTES.maxMessages(2));
    for (int i = 0; i < 5; i++) {
      envelope.seal(plaintext(5), CONTEXT);
    }
    assertWipedButTheLast(sealing, 3);
  }

  @Test
  void keySpentByBytes_isWiped() {
    Envelope envelope = cached(TEN_MINUTES.maxBytes(10));
    envelope.seal(plaintext(9), CONTEXT);
    envelope.seal(plaintext(9), CONTEXT);
    assertWipedButTheLast(sealing, 2);
  }

  @Test
  void keyWithoutRoom_isWiped() {
    Envelope envelope = cached(TEN_MINUTES.maxEntries(1));
    envelope.seal(plaintext(5), CONTEXT);
    envelope.seal(plaintext(5), EncryptionContext.empty());
    assertWipedButTheLast(sealing, 2);
  }

  /** Only the cache keeps a key: without one it is wiped when the message is sealed. */
  @Test
  void keyOfASingleMessage_isWipedWithIt() {
    Envelope envelope = Envelope.of(client());
    envelope.open(envelope.seal(plaintext(5), CONTEXT), CONTEXT);
    assertThat(sealing).hasSize(1).allSatisfy(key -> assertThat(key).containsOnly(0));
    assertThat(clear.unwrapped).hasSize(1).allSatisfy(key -> assertThat(key).containsOnly(0));
  }
}
