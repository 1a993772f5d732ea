package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.testing.FakeKms;
import dev.provisioning.kms.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Where a client may open a ciphertext: the configuration decides, the header selects. */
class RoutingTest {
  private static Connection connection(String section, StubBackend backend) {
    return new Connection(
        section,
        backend,
        new AllowedKeys(Map.of(), List.of()),
        4096,
        true,
        new RetryPolicy(1, Duration.ofSeconds(1)),
        new KeyInfoCache(() -> 0));
  }

  private final VirtualClock clock = new VirtualClock();
  private final Connection first = connection("first", new StubBackend("stub", "k1"));
  private final Connection second = connection("second", new StubBackend("stub", "k1"));
  private final Connection other = connection("other", new StubBackend("other", "k1"));
  private final Routing routing = Routing.over(List.of(first, second, other));

  private static Ciphertext made(String scheme, String keyId) {
    return Ciphertext.of(scheme, keyId, "", new byte[1]);
  }

  private static KmsException failure(ErrorCode code, String message) {
    return KmsException.of(code, message);
  }

  @Test
  void admitting_areTheSectionsOfTheSchemeInTheOrderOfTheConfiguration() {
    assertThat(routing.admitting(made("stub", "k1"))).containsExactly(first, second);
    assertThat(routing.admitting(made("other", "k1"))).containsExactly(other);
    assertThat(routing.admitting(made("stub", "k2"))).isEmpty();
    assertThat(routing.admitting(made("third", "k1"))).isEmpty();
  }

  @Test
  void onlyKey_admitsItsKeyAlone() {
    Routing view = Routing.onlyKey(first, "k1");
    assertThat(view.admitting(made("stub", "k1"))).containsExactly(first);
    assertThat(view.admitting(made("stub", "k1@3"))).isEmpty();
    assertThat(view.admitting(made("stub", "k1.v3"))).isEmpty();
    assertThat(view.admitting(made("stub", "k2"))).isEmpty();
    assertThat(view.admitting(made("other", "k1"))).isEmpty();
  }

  private <T> T firstOf(Function<Connection, T> attempt) {
    return firstOf((connection, limit) -> attempt.apply(connection));
  }

  private <T> T firstOf(Routing.Attempt<T> attempt) {
    return Routing.firstOf(
        List.of(first, second), clock, TimeLimit.NONE, attempt, late -> Routing.tooLate());
  }

  @Test
  void firstOf_stopsAtTheFirstThatOpens() {
    List<Connection> tried = new ArrayList<>();
    String opened =
        firstOf(
            c -> {
              tried.add(c);
              return c.section();
            });
    assertThat(opened).isEqualTo("first");
    assertThat(tried).containsExactly(first);
  }

  @Test
  void firstOf_allFail_tellsTheFirstFailureAndKeepsTheOthers() {
    assertThatThrownBy(
            () ->
                firstOf(
                    c -> {
                      throw failure(ErrorCode.UNAVAILABLE, c.section());
                    }))
        .hasMessage("first")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1))
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("second"));
  }

  /** A ciphertext that one server calls tampered may have been made by the one that is down. */
  @Test
  void firstOf_laterFailureCanPass_tellsThatOne() {
    assertThatThrownBy(
            () ->
                firstOf(
                    c -> {
                      throw c.equals(first)
                          ? failure(ErrorCode.INVALID_CIPHERTEXT, "tampered")
                          : failure(ErrorCode.UNAVAILABLE, "down");
                    }))
        .hasMessage("down")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("tampered"));
  }

  @Test
  void firstOf_interruptedOrRefusedByAListener_triesNothingElse() {
    for (KmsException end :
        List.of(
            failure(ErrorCode.INTERRUPTED, "interrupted"),
            KmsException.refusal(ErrorCode.UNAVAILABLE, "refused", new RuntimeException()))) {
      List<Connection> tried = new ArrayList<>();
      assertThatThrownBy(
              () ->
                  firstOf(
                      c -> {
                        tried.add(c);
                        throw end;
                      }))
          .isSameAs(end);
      assertThat(tried).containsExactly(first);
    }
  }

  /** Each has 1 s for itself here, so that is what they have together. */
  @Test
  void firstOf_firstHangs_leavesTheSecondItsShare() {
    List<Duration> shares = new ArrayList<>();
    String opened =
        firstOf(
            (c, limit) -> {
              shares.add(limit.left());
              if (c.equals(first)) {
                clock.advance(limit.left());
                throw failure(ErrorCode.TIMEOUT, "no answer");
              }
              return c.section();
            });
    assertThat(opened).isEqualTo("second");
    assertThat(shares).containsExactly(Duration.ofMillis(500), Duration.ofMillis(500));
  }

  @Test
  void firstOf_allTimeIsSpent_endsAsTimeoutAndKeepsWhatWasSaidBefore() {
    List<Connection> tried = new ArrayList<>();
    assertThatThrownBy(
            () ->
                firstOf(
                    c -> {
                      tried.add(c);
                      clock.advance(Duration.ofSeconds(1));
                      throw failure(ErrorCode.INVALID_CIPHERTEXT, "tampered");
                    }))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT))
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("tampered"));
    assertThat(tried).containsExactly(first);
  }

  @Test
  void firstOf_threeFail_tellsOneAndKeepsTheOthersBesideEachOther() {
    assertThatThrownBy(
            () ->
                Routing.firstOf(
                    List.of(first, second, other),
                    clock,
                    TimeLimit.NONE,
                    (c, limit) -> {
                      throw failure(
                          c.equals(second) ? ErrorCode.TIMEOUT : ErrorCode.INVALID_CIPHERTEXT,
                          c.section());
                    },
                    late -> Routing.tooLate()))
        .hasMessage("second")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("first", "other"));
  }

  @Test
  void firstOf_callersLimitIsEarlier_counts() {
    List<Duration> shares = new ArrayList<>();
    TimeLimit limit = TimeLimit.in(clock, Duration.ofMillis(100));
    assertThatThrownBy(
            () ->
                Routing.firstOf(
                    List.of(first, second),
                    clock,
                    limit,
                    (c, its) -> {
                      shares.add(its.left());
                      throw failure(ErrorCode.UNAVAILABLE, c.section());
                    },
                    late -> Routing.tooLate()))
        .hasMessage("first");
    assertThat(shares).containsExactly(Duration.ofMillis(50), Duration.ofMillis(100));
  }

  @Test
  void firstOf_oneConnectionAlone_hasAllTheTimeItHadBefore() {
    Boolean none =
        Routing.firstOf(
            List.of(first),
            clock,
            TimeLimit.NONE,
            (c, limit) -> limit.isNone(),
            late -> Routing.tooLate());
    assertThat(none).isTrue();
  }

  @Test
  void denied_unknownKey_saysWhereToAllowIt() {
    assertThat(routing.denied(made("stub", "k2")))
        .isInstanceOf(KeyAccessException.class)
        .hasMessageContaining("allowed_keys");
  }

  @Test
  void denied_unknownScheme_saysWhichAreOpenAndWhereToAddOne() {
    assertThat(routing.denied(made("third", "k1")))
        .isInstanceOf(KeyAccessException.class)
        .hasMessageContaining("stub, other")
        .hasMessageContaining("decrypt_also");
  }

  /** A header can be 2 KiB of anything; a message shows its beginning. */
  @Test
  void denied_longKeyId_isShortenedInTheMessage() {
    assertThat(routing.denied(made("stub", "x".repeat(2048))))
        .hasMessageContaining("x".repeat(128) + "…")
        .hasMessageNotContaining("x".repeat(129));
  }

  @Test
  void builder_severalBackends_primaryIsTheFirstAndTheOthersAreSections() {
    FakeKms one = FakeKms.create().withKey("k1");
    FakeKms two = FakeKms.create().withKey("k1");
    EncryptionContext none = EncryptionContext.empty();
    try (Kms kms =
        Kms.builder()
            .backend("main", one.backend("k1"))
            .backend("archive", two.backend("k1"))
            .connect()) {
      Ciphertext archived = kms.backend("archive").encrypt(new byte[1], none);
      assertThat(kms.section()).isEqualTo("main");
      assertThat(kms.backend("archive").decrypt(archived, none)).hasSize(1);
      assertThatThrownBy(() -> kms.decrypt(archived, none))
          .isInstanceOf(InvalidCiphertextException.class);
      assertThatThrownBy(() -> kms.backend("attic"))
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessageContaining("attic")
          .hasMessageContaining("archive");
    }
  }
}
