package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KeyAccessException;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsUnavailableException;
import dev.provisioning.kms.testing.FakeKms;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CacheTest {
  private static final CacheLimits TEN_MINUTES = CacheLimits.maxAge(Duration.ofMinutes(10));

  private final FakeKms fake = FakeKms.create().withKey("k1");
  private final Deque<Runnable> refreshes = new ArrayDeque<>();

  private Envelope cached(CacheLimits limits) {
    return Envelope.builder(fake.client())
        .cache(limits)
        .clock(fake.clock())
        .executor(refreshes::add)
        .build();
  }

  private void pass(Duration duration) {
    fake.clock().advance(duration);
  }

  @Test
  void sealAndOpen_sameContext_callOnceEach() {
    Envelope envelope = cached(TEN_MINUTES);
    List<byte[]> sealed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sealed.add(envelope.seal(plaintext(i), CONTEXT));
    }
    assertThat(fake.calls()).hasSize(1);
    for (int i = 0; i < 100; i++) {
      assertThat(envelope.open(sealed.get(i), CONTEXT)).isEqualTo(plaintext(i));
    }
    assertThat(fake.calls()).hasSize(2);
    assertThat(envelope.cacheStatistics()).isEqualTo(new CacheStatistics(198, 2, 0));
    assertThat(Envelope.inspect(sealed.get(0)).sharedKey()).isTrue();
    assertThat(Envelope.inspect(sealed.get(0)).messageId())
        .isNotEqualTo(Envelope.inspect(sealed.get(1)).messageId());
    assertThat(Envelope.of(fake.client()).open(sealed.get(9), CONTEXT)).isEqualTo(plaintext(9));
  }

  @Test
  void sealAndOpen_anotherContext_callAnew() {
    Envelope envelope = cached(TEN_MINUTES);
    byte[] sealed = envelope.seal(plaintext(5), CONTEXT);
    envelope.seal(plaintext(5), EncryptionContext.empty());
    assertThat(fake.calls()).hasSize(2);
    envelope.open(sealed, CONTEXT);
    assertThatThrownBy(() -> envelope.open(sealed, EncryptionContext.empty()))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThat(fake.calls()).hasSize(4);
  }

  @Test
  void seal_withoutCache_callsEachTime() {
    Envelope envelope = Envelope.of(fake.client());
    envelope.seal(plaintext(5), CONTEXT);
    envelope.seal(plaintext(5), CONTEXT);
    assertThat(fake.calls()).hasSize(2);
    assertThat(envelope.cacheStatistics()).isEqualTo(new CacheStatistics(0, 0, 0));
  }

  @Test
  void seal_eachLimitReached_callsAnew() throws IOException {
    Envelope byAge = cached(TEN_MINUTES);
    byAge.seal(plaintext(5), CONTEXT);
    pass(Duration.ofMinutes(10));
    byAge.seal(plaintext(5), CONTEXT);
    assertThat(fake.calls()).hasSize(2);
    assertThat(byAge.cacheStatistics()).isEqualTo(new CacheStatistics(0, 2, 1));

    Envelope byMessages = cached(TEN_MINUTES.maxMessages(3));
    fake.forgetCalls();
    for (int i = 0; i < 7; i++) {
      byMessages.seal(plaintext(5), CONTEXT);
    }
    assertThat(fake.calls()).hasSize(3);

    Envelope byBytes = cached(TEN_MINUTES.maxBytes(100));
    fake.forgetCalls();
    byBytes.seal(plaintext(60), CONTEXT);
    byBytes.seal(plaintext(40), CONTEXT);
    byBytes.seal(plaintext(1), CONTEXT);
    assertThat(fake.calls()).hasSize(2);
    byBytes.seal(
        new ByteArrayInputStream(plaintext(500)), OutputStream.nullOutputStream(), CONTEXT);
    byBytes.seal(plaintext(1), CONTEXT);
    assertThat(fake.calls()).hasSize(3);

    Envelope byEntries = cached(TEN_MINUTES.maxEntries(2));
    fake.forgetCalls();
    for (String text : new String[] {"a=1", "a=2", "a=1", "a=3", "a=1", "a=2"}) {
      byEntries.seal(plaintext(1), EncryptionContext.parse(text));
    }
    assertThat(fake.calls()).hasSize(4);
  }

  @Test
  void open_revokedKey_isSeenWithinTheAgeLimit() {
    Envelope envelope = cached(TEN_MINUTES);
    byte[] sealed = envelope.seal(plaintext(5), CONTEXT);
    envelope.open(sealed, CONTEXT);
    fake.disable("k1");
    assertThat(envelope.open(sealed, CONTEXT)).isEqualTo(plaintext(5));
    pass(Duration.ofMinutes(10));
    assertThatThrownBy(() -> envelope.open(sealed, CONTEXT)).isInstanceOf(KeyAccessException.class);
    assertThatThrownBy(() -> envelope.seal(plaintext(5), CONTEXT))
        .isInstanceOf(KeyAccessException.class);
  }

  @Test
  void seal_nearTheAgeLimit_bringsTheNextKeyBeside() {
    Envelope envelope = cached(TEN_MINUTES);
    byte[] first = envelope.seal(plaintext(5), CONTEXT);
    pass(Duration.ofMinutes(9));
    byte[] second = envelope.seal(plaintext(5), CONTEXT);
    envelope.seal(plaintext(5), CONTEXT);
    assertThat(refreshes).hasSize(1);
    refreshes.remove().run();
    byte[] third = envelope.seal(plaintext(5), CONTEXT);
    assertThat(Envelope.inspect(second).keys()).isEqualTo(Envelope.inspect(first).keys());
    assertThat(Envelope.inspect(third).keys()).isNotEqualTo(Envelope.inspect(first).keys());
    pass(Duration.ofMinutes(2));
    envelope.seal(plaintext(5), CONTEXT);
    assertThat(fake.calls()).hasSize(2);
    assertThat(envelope.open(third, CONTEXT)).isEqualTo(plaintext(5));
  }

  @Test
  void refresh_thatFails_leavesTheOldKeyAndIsTriedAgainLater() {
    Envelope envelope = cached(TEN_MINUTES);
    envelope.seal(plaintext(5), CONTEXT);
    pass(Duration.ofMinutes(8));
    envelope.seal(plaintext(5), CONTEXT);
    fake.failNext(ErrorCode.ACCESS_DENIED);
    refreshes.remove().run();
    envelope.seal(plaintext(5), CONTEXT);
    assertThat(refreshes).isEmpty();
    pass(Duration.ofSeconds(31));
    envelope.seal(plaintext(5), CONTEXT);
    refreshes.remove().run();
    assertThat(fake.calls()).hasSize(3);
  }

  @Test
  void seal_failedCall_isNotRemembered() {
    Envelope envelope = cached(TEN_MINUTES);
    fake.failNext(ErrorCode.UNAVAILABLE, 4);
    assertThatThrownBy(() -> envelope.seal(plaintext(5), CONTEXT))
        .isInstanceOf(KmsUnavailableException.class);
    assertThat(envelope.seal(plaintext(5), CONTEXT)).isNotEmpty();
  }

  @Test
  void seal_manyThreadsAndAColdCache_callOnce() throws Exception {
    Envelope envelope = cached(TEN_MINUTES);
    ExecutorService pool = Executors.newFixedThreadPool(64);
    try {
      Callable<byte[]> seal = () -> envelope.seal(plaintext(5), CONTEXT);
      List<byte[]> sealed = new ArrayList<>();
      for (Future<byte[]> one : pool.invokeAll(Collections.nCopies(64, seal))) {
        sealed.add(one.get());
      }
      assertThat(fake.calls()).hasSize(1);
      Callable<byte[]> open = () -> envelope.open(sealed.get(0), CONTEXT);
      for (Future<byte[]> one : pool.invokeAll(Collections.nCopies(64, open))) {
        assertThat(one.get()).isEqualTo(plaintext(5));
      }
      assertThat(fake.calls()).hasSize(2);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void message_underASharedKey_getsNoFurtherReaderWithoutAFreshKey() {
    Envelope envelope = cached(TEN_MINUTES);
    byte[] first = envelope.seal(plaintext(5), CONTEXT);
    byte[] sibling = envelope.seal(plaintext(6), CONTEXT);
    FakeKms other = FakeKms.create().withKey("k2");
    Envelope reader = Envelope.of(other.client());
    Envelope both = Envelope.builder(fake.client()).alsoOpenableBy(other.client()).build();
    assertThatThrownBy(() -> both.rewrap(first, CONTEXT))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
    byte[] moved = envelope.moveTo(first, CONTEXT, reader);
    assertThat(reader.open(moved, CONTEXT)).isEqualTo(plaintext(5));
    // The wrapped key that the new reader can unwrap opens no sibling.
    Header theirs = MessageOpener.header(sibling);
    byte[] frames = Arrays.copyOfRange(sibling, (int) theirs.length(), sibling.length);
    byte[] header = Header.of(theirs.prefix(), MessageOpener.header(moved).keys()).toBytes();
    byte[] forged = Arrays.copyOf(header, header.length + frames.length);
    System.arraycopy(frames, 0, forged, header.length, frames.length);
    assertThatThrownBy(() -> reader.open(forged, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining("not the one of this message");
  }

  @Test
  void evictedAndClosed_keysAreWiped() {
    ClearBackend backend = new ClearBackend("clear");
    Envelope envelope = Envelope.builder(Kms.of(backend)).cache(TEN_MINUTES.maxEntries(1)).build();
    byte[] first = envelope.seal(plaintext(5), CONTEXT);
    byte[] second = envelope.seal(plaintext(5), EncryptionContext.empty());
    envelope.open(first, CONTEXT);
    assertThat(backend.unwrapped.get(0)).isNotEqualTo(new byte[32]);
    envelope.open(second, EncryptionContext.empty());
    assertThat(backend.unwrapped.get(0)).isEqualTo(new byte[32]);
    assertThat(backend.unwrapped.get(1)).isNotEqualTo(new byte[32]);
    envelope.close();
    assertThat(backend.unwrapped.get(1)).isEqualTo(new byte[32]);
  }

  @Test
  void limits_outOfRange_areRefused() {
    assertThatThrownBy(() -> CacheLimits.maxAge(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CacheLimits.maxAge(Duration.ofDays(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TEN_MINUTES.maxMessages(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TEN_MINUTES.maxBytes(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TEN_MINUTES.maxEntries(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
