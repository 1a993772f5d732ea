package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.testing.FakeKms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A client of several backends: it encrypts with the primary and decrypts what any of them made.
 */
class RoutedClientTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");
  private static final byte[] TEXT = {1, 2, 3};

  private final FakeKms main = FakeKms.create().withKey("k1");
  private final FakeKms archive = FakeKms.create().withKey("k1");
  private final TinyBackend old = new TinyBackend("old", Capability.AUTHENTICATED);
  private final TinyBackend weak = new TinyBackend("weak");

  private KmsBuilder builder() {
    return Kms.builder()
        .backend("main", main.backend("k1"))
        .backend("archive", archive.backend("k1"))
        .backend("old", old)
        .backend("weak", weak);
  }

  private static Ciphertext madeBy(String scheme) {
    return Ciphertext.of(scheme, "key", "1", TEXT);
  }

  @Test
  void decryptAlso_withoutAFile_opensInTheGivenOrderAfterThePrimary() {
    Ciphertext archived = archive.client().encrypt(TEXT, CONTEXT);
    main.forgetCalls();
    try (Kms kms = builder().decryptAlso("old", "archive").connect()) {
      assertThat(kms.section()).isEqualTo("main");
      assertThat(kms.decrypt(madeBy("old"), CONTEXT)).isEqualTo(TEXT);
      assertThat(main.calls()).isEmpty();
      // Of one scheme and one key: the primary is asked first, and refuses.
      assertThat(kms.decrypt(archived, CONTEXT)).isEqualTo(TEXT);
      assertThat(main.calls()).hasSize(1);
      // Its own ciphertexts cost the archive nothing.
      archive.forgetCalls();
      assertThat(kms.decrypt(kms.encrypt(TEXT, CONTEXT), CONTEXT)).isEqualTo(TEXT);
      assertThat(archive.calls()).isEmpty();
    }
  }

  @Test
  void decryptAlso_notNamed_isNotRoutedTo() {
    try (Kms kms = builder().decryptAlso("archive").connect()) {
      assertThatThrownBy(() -> kms.decrypt(madeBy("old"), CONTEXT))
          .isInstanceOf(KeyAccessException.class)
          .hasMessageContaining("decrypt_also");
      assertThat(kms.backend("old").decrypt(madeBy("old"), CONTEXT)).isEqualTo(TEXT);
    }
  }

  @Test
  void decryptAlso_besideAFile_comesAfterThoseOfTheFile() {
    Map<String, String> file =
        Map.of(
            "kms.environment", "prod",
            "kms.prod_backend", "main",
            "kms.decrypt_also", "old");
    try (Kms kms = builder().properties(file).decryptAlso("archive", "old").connect()) {
      assertThat(kms.decrypt(madeBy("old"), CONTEXT)).isEqualTo(TEXT);
      Ciphertext archived = archive.client().encrypt(TEXT, CONTEXT);
      assertThat(kms.decrypt(archived, CONTEXT)).isEqualTo(TEXT);
    }
  }

  @Test
  void acceptUnauthenticated_inAFile_canNameAnObject() {
    Map<String, String> file =
        Map.of(
            "kms.environment", "prod",
            "kms.prod_backend", "main",
            "kms.decrypt_also", "weak",
            "kms.accept_unauthenticated", "weak");
    try (Kms kms = builder().properties(file).connect()) {
      assertThat(kms.decrypt(madeBy("weak"), CONTEXT)).isEqualTo(TEXT);
    }
  }

  @Test
  void decryptAlso_missingSection_isRefusedAndEverythingClosed() {
    assertThatThrownBy(() -> builder().decryptAlso("attic").connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("attic")
        .hasMessageContaining("archive");
    assertThat(old.isClosed()).isTrue();
  }

  @Test
  void decryptAlso_weakerThanThePrimary_isRefusedUnlessAccepted() {
    assertThatThrownBy(() -> builder().decryptAlso("weak").connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("weak")
        .hasMessageContaining("accept_unauthenticated");
    assertThat(weak.isClosed()).isTrue();
  }

  @Test
  void decryptAlso_weakerAndAccepted_opensByEveryCall() {
    try (Kms kms = builder().decryptAlso("weak").acceptUnauthenticated("weak").connect()) {
      Ciphertext made = madeBy("weak");
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(TEXT);
      assertThat(kms.decryptAll(List.of(made), List.of(CONTEXT)).get(0).get()).isEqualTo(TEXT);
      assertThat(Envelope.of(kms).open(made.toBytes(), CONTEXT)).isEqualTo(TEXT);
      byte[] sealed = Envelope.of(kms.backend("weak")).seal(TEXT, CONTEXT);
      assertThat(Envelope.of(kms).open(sealed, CONTEXT)).isEqualTo(TEXT);
    }
  }

  /** What anybody can write is not opened, whatever it comes as. */
  @Test
  void weakerSection_notAccepted_isOpenedByNoCallOfTheClient() {
    try (Kms kms = builder().decryptAlso("archive").connect()) {
      Ciphertext made = madeBy("weak");
      byte[] sealed = Envelope.of(kms.backend("weak")).seal(TEXT, CONTEXT);
      Envelope envelope = Envelope.of(kms);
      Envelope both = Envelope.builder(kms).alsoOpenableBy(kms.backend("weak")).build();
      assertThatThrownBy(() -> kms.decrypt(made, CONTEXT)).isInstanceOf(KeyAccessException.class);
      assertThatThrownBy(() -> kms.decryptDataKey(made, CONTEXT))
          .isInstanceOf(KeyAccessException.class);
      assertThatThrownBy(() -> kms.rewrap(made, CONTEXT)).isInstanceOf(KeyAccessException.class);
      assertThatThrownBy(() -> kms.decryptAll(List.of(made), List.of(CONTEXT)).get(0).get())
          .isInstanceOf(KeyAccessException.class);
      for (Envelope one : List.of(envelope, both)) {
        assertThatThrownBy(() -> one.open(made.toBytes(), CONTEXT))
            .isInstanceOf(KeyAccessException.class);
        assertThatThrownBy(() -> one.open(sealed, CONTEXT)).isInstanceOf(KeyAccessException.class);
      }
    }
  }

  @Test
  void decryptAlso_primaryIsWeakItself_needsNoAcceptance() {
    TinyBackend other = new TinyBackend("other");
    try (Kms kms =
        Kms.builder()
            .backend("weak", weak)
            .backend("other", other)
            .decryptAlso("other")
            .connect()) {
      assertThat(kms.decrypt(madeBy("other"), CONTEXT)).isEqualTo(TEXT);
    }
  }

  @Test
  void acceptUnauthenticated_misspelt_isRefused() {
    assertThatThrownBy(
            () -> builder().decryptAlso("weak").acceptUnauthenticated("weak", "weka").connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("weka");
  }

  @Test
  void rewrap_ofAnotherSections_movesToThePrimary() {
    try (Kms kms = builder().decryptAlso("old", "archive").connect()) {
      Ciphertext archived = archive.client().encrypt(TEXT, CONTEXT);
      for (Ciphertext before : List.of(madeBy("old"), archived)) {
        Ciphertext after = kms.rewrap(before, CONTEXT);
        assertThat(after.backend()).isEqualTo("fake");
        assertThat(kms.needsRewrap(after)).isFalse();
        assertThat(main.client().decrypt(after, CONTEXT)).isEqualTo(TEXT);
      }
      assertThat(kms.needsRewrap(madeBy("old"))).isTrue();
    }
  }

  @Test
  void rewrap_primaryAsksToWaitLongerThanItsShare_goesOnAtOnce() {
    Ciphertext made = archive.client("k1").encrypt(TEXT, CONTEXT);
    try (Kms kms = builder().decryptAlso("archive").clock(main.clock()).connect()) {
      main.failNext(
          KmsException.builder(ErrorCode.THROTTLED, "slow down")
              .retryAfter(Duration.ofSeconds(20))
              .build());
      Ciphertext moved = kms.rewrap(made, CONTEXT);
      assertThat(main.client("k1").decrypt(moved, CONTEXT)).isEqualTo(TEXT);
      assertThat(main.clock().elapsed()).isZero();
    }
  }

  @Test
  void rewrap_ofADataKey_staysOne() {
    try (Kms kms = builder().decryptAlso("archive").connect()) {
      DataKey key = archive.client().generateDataKey(DataKeySpec.AES_256, CONTEXT);
      Ciphertext after = kms.rewrap(key.wrapped(), CONTEXT);
      assertThat(after.isDataKey()).isTrue();
      assertThat(main.client().decryptDataKey(after, CONTEXT).key().getEncoded())
          .isEqualTo(key.key().getEncoded());
    }
  }
}
