package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.testing.VirtualClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Native batches whose items fail in different ways. */
class BatchTest {
  /** Fails each item as often as told; an item is named by its only byte. */
  private static final class FailingItems extends StubBackend {
    private final List<List<Integer>> batches = new ArrayList<>();
    private final Map<Integer, List<ErrorCode>> failures = new ConcurrentHashMap<>();
    private final List<byte[]> opened = new ArrayList<>();
    private int answersMissing;

    void fail(int item, ErrorCode... codes) {
      failures.put(item, new ArrayList<>(List.of(codes)));
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.DECRYPT, Capability.NATIVE_BATCH);
    }

    private <T> KmsResult<T> answer(int item, T value) {
      List<ErrorCode> left = failures.getOrDefault(item, List.of());
      return left.isEmpty()
          ? KmsResult.of(value)
          : KmsResult.failed(KmsException.of(left.remove(0), "item " + item));
    }

    @Override
    public List<KmsResult<Ciphertext>> encryptAll(
        String keyId, List<byte[]> plaintexts, List<EncryptionContext> contexts) {
      batches.add(plaintexts.stream().map(p -> (int) p[0]).toList());
      return plaintexts.stream()
          .skip(answersMissing)
          .map(p -> answer(p[0], Ciphertext.of("stub", keyId, "1", p)))
          .toList();
    }

    @Override
    public List<KmsResult<byte[]>> decryptAll(
        List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
      batches.add(ciphertexts.stream().map(c -> (int) c.blob()[0]).toList());
      ciphertexts.forEach(c -> opened.add(c.blob()));
      return opened.stream().map(p -> answer(p[0], p)).toList();
    }
  }

  private final FailingItems backend = new FailingItems();
  private final Kms kms =
      Kms.builder().backend("stub", backend).clock(new VirtualClock()).connect();

  private static List<byte[]> items(int... items) {
    List<byte[]> list = new ArrayList<>();
    for (int item : items) {
      list.add(new byte[] {(byte) item});
    }
    return list;
  }

  private static List<EncryptionContext> contexts(int count) {
    return Collections.nCopies(count, EncryptionContext.of("row", "1"));
  }

  private List<KmsResult<Ciphertext>> encrypted(int... items) {
    return kms.encryptAll(items(items), contexts(items.length));
  }

  @Test
  void throttledItems_areRepeatedAlone() {
    backend.fail(2, ErrorCode.THROTTLED, ErrorCode.THROTTLED);
    backend.fail(3, ErrorCode.THROTTLED);
    List<KmsResult<Ciphertext>> results = encrypted(1, 2, 3, 4);
    assertThat(results).allMatch(KmsResult::succeeded);
    assertThat(results).extracting(r -> (int) r.get().blob()[0]).containsExactly(1, 2, 3, 4);
    assertThat(backend.batches).containsExactly(List.of(1, 2, 3, 4), List.of(2, 3), List.of(2));
  }

  @Test
  void itemThrottledForTooLong_failsAlone() {
    backend.fail(
        2, ErrorCode.THROTTLED, ErrorCode.THROTTLED, ErrorCode.THROTTLED, ErrorCode.TIMEOUT);
    List<KmsResult<Ciphertext>> results = encrypted(1, 2, 3);
    assertThat(results).extracting(KmsResult::succeeded).containsExactly(true, false, true);
    assertThat(results.get(1).error().orElseThrow().code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(backend.batches).hasSize(4);
  }

  @Test
  void itemThatIsRefused_isNotRepeatedAndHasItsPlace() {
    backend.fail(2, ErrorCode.ACCESS_DENIED);
    KmsException e = encrypted(1, 2, 3).get(1).error().orElseThrow();
    assertThat(backend.batches).hasSize(1);
    assertThat(e.operation()).contains(KmsOperation.ENCRYPT);
    assertThat(e.backend()).contains("stub");
    assertThat(e.keyId()).contains("k1");
  }

  @Test
  void everyItem_isAnEventOfItsOwn() {
    List<KmsEvent> events = new ArrayList<>();
    backend.fail(2, ErrorCode.ACCESS_DENIED);
    try (Kms heard = Kms.builder().backend("stub", backend).listener(events::add).connect()) {
      heard.encryptAll(items(1, 2), contexts(2));
      assertThat(events)
          .extracting(KmsEvent::outcome)
          .containsExactly(Optional.empty(), Optional.of(ErrorCode.ACCESS_DENIED));
      assertThat(events).allMatch(e -> e.contextKeys().equals(List.of("row")));
    }
  }

  @Test
  void listener_hearsOfTheWholeBatchAtOnce() {
    List<List<KmsEvent>> heard = new ArrayList<>();
    KmsListener listener =
        new KmsListener() {
          @Override
          public void on(KmsEvent event) {
            heard.add(List.of(event));
          }

          @Override
          public void onAll(List<KmsEvent> events) {
            heard.add(events);
          }
        };
    backend.fail(2, ErrorCode.ACCESS_DENIED);
    try (Kms kms = Kms.builder().backend("stub", backend).listener(listener).connect()) {
      kms.encryptAll(items(1, 2, 3), contexts(3));
      assertThat(heard).extracting(List::size).containsExactly(3);
    }
  }

  /** A record that is missing does not say which. */
  @Test
  void listenerThatRefuses_failsAllItemsAndWipesThem() {
    IllegalStateException full = new IllegalStateException("disk full");
    KmsListener audit =
        event -> {
          if (event.outcome().isEmpty()) {
            throw full;
          }
        };
    backend.fail(2, ErrorCode.ACCESS_DENIED);
    List<Ciphertext> made = new ArrayList<>();
    for (byte i = 1; i <= 3; i++) {
      made.add(Ciphertext.of("stub", "k1", "1", new byte[] {i}));
    }
    try (Kms kms = Kms.builder().backend("stub", backend).listener(audit).connect()) {
      List<KmsResult<byte[]>> results = kms.decryptAll(made, contexts(3));
      assertThat(results).noneMatch(KmsResult::succeeded);
      assertThat(results.get(0).error().orElseThrow()).hasCause(full);
      assertThat(results.get(1).error().orElseThrow().code()).isEqualTo(ErrorCode.ACCESS_DENIED);
      assertThat(results.get(1).error().orElseThrow().getSuppressed()).hasSize(1);
      assertThat(results.get(2).error().orElseThrow()).hasCause(full);
      assertThat(backend.opened.get(0)).containsOnly(0);
      assertThat(backend.opened.get(2)).containsOnly(0);
    }
  }

  @Test
  void itemOfADataKey_saysWhichCallOpensIt() {
    backend.fail(1, ErrorCode.INVALID_CIPHERTEXT);
    Ciphertext key =
        Ciphertext.of("stub", "k1", "1", new byte[] {1}).describing(true, List.of("row"));
    KmsResult<byte[]> result = kms.decryptAll(List.of(key), contexts(1)).get(0);
    assertThat(result.error().orElseThrow())
        .hasMessageContaining("decryptDataKey")
        .hasMessageContaining("bound: [row]; given: [row]");
  }

  @Test
  void backendThatAnswersTooFew_isADefectOfEveryItem() {
    backend.answersMissing = 1;
    assertThat(encrypted(1, 2))
        .allSatisfy(r -> assertThat(r.error().orElseThrow().code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @Test
  void wholeCallThatFails_failsEveryItemWithItsReason() {
    kms.close();
    StubBackend failing =
        new StubBackend() {
          @Override
          public Set<Capability> capabilities() {
            return Set.of(Capability.NATIVE_BATCH);
          }
        };
    try (Kms other = Kms.of(failing)) {
      assertThat(other.encryptAll(items(1, 2), contexts(2)))
          .allSatisfy(
              r -> assertThat(r.error().orElseThrow().code()).isEqualTo(ErrorCode.UNSUPPORTED));
    }
  }

  @Test
  void itemTooLarge_neverReachesTheBackend() {
    List<byte[]> items = List.of(new byte[4097], new byte[] {2});
    List<KmsResult<Ciphertext>> results = kms.encryptAll(items, contexts(2));
    assertThat(results).extracting(KmsResult::succeeded).containsExactly(false, true);
    assertThat(backend.batches).containsExactly(List.of(2));
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullItem_isRefusedBeforeAnyCall() {
    assertThatThrownBy(() -> kms.encryptAll(items(1), Collections.singletonList(null)))
        .isInstanceOf(NullPointerException.class);
    assertThat(backend.batches).isEmpty();
  }

  @Test
  void withoutNativeBatches_itemsAreSingleCalls() {
    StubBackend single = new StubBackend();
    try (Kms other = Kms.of(single)) {
      assertThat(other.encryptAll(items(1, 2, 3), contexts(3))).allMatch(KmsResult::succeeded);
      assertThat(single.calls).hasValue(3);
    }
  }
}
