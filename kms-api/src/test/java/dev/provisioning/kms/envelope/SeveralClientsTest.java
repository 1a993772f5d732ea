package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KeyAccessException;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsUnavailableException;
import dev.provisioning.kms.testing.FakeKms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Any one of several clients opens a message; what they may open, the configuration decides. */
class SeveralClientsTest {
  private final FakeKms first = FakeKms.create().withKey("k1");
  private final FakeKms second = FakeKms.create().withKey("k2");
  private final Envelope both =
      Envelope.builder(first.client()).alsoOpenableBy(second.client()).build();

  @Test
  void open_withAnyOfTheClients_succeeds() {
    byte[] sealed = both.seal(plaintext(10), CONTEXT);
    assertThat(Envelope.of(first.client()).open(sealed, CONTEXT)).isEqualTo(plaintext(10));
    assertThat(Envelope.of(second.client()).open(sealed, CONTEXT)).isEqualTo(plaintext(10));
    first.disable("k1");
    assertThat(both.open(sealed, CONTEXT)).isEqualTo(plaintext(10));
  }

  @Test
  void open_sameKeyNameInTwoBackends_finds() {
    FakeKms twin = FakeKms.create().withKey("k1");
    byte[] sealed =
        Envelope.builder(first.client())
            .alsoOpenableBy(twin.client())
            .build()
            .seal(plaintext(10), CONTEXT);
    assertThat(Envelope.of(twin.client()).open(sealed, CONTEXT)).isEqualTo(plaintext(10));
  }

  @Test
  void open_nobodyMayOpen_isDeniedBeforeAnyCall() {
    byte[] sealed = both.seal(plaintext(10), CONTEXT);
    FakeKms other = FakeKms.create().withKey("k3");
    assertThatThrownBy(() -> Envelope.of(other.client()).open(sealed, CONTEXT))
        .isInstanceOf(KeyAccessException.class)
        .hasMessageContaining("fake k1, fake k2");
    assertThat(other.calls()).isEmpty();
  }

  @Test
  void open_firstIsDownAndSecondRefuses_tellsTheOutageAndKeepsBoth() {
    byte[] sealed = both.seal(plaintext(10), CONTEXT);
    second.disable("k2");
    first.failNext(ErrorCode.UNAVAILABLE, 4);
    assertThatThrownBy(() -> both.open(sealed, CONTEXT))
        .isInstanceOf(KmsUnavailableException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    first.disable("k1");
    second.enable("k2").failNext(ErrorCode.UNAVAILABLE, 4);
    // The scripted failure of the second fake comes after the refusal of the first.
    assertThatThrownBy(() -> both.open(sealed, CONTEXT))
        .isInstanceOf(KmsUnavailableException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  @Test
  void seal_oneClientFails_fails() {
    second.disable("k2");
    assertThatThrownBy(() -> both.seal(plaintext(10), CONTEXT))
        .isInstanceOf(KeyAccessException.class);
  }

  @Test
  void open_headerThatNamesTheKeyOften_makesFourCalls() {
    Header header = MessageOpener.header(both.seal(plaintext(10), CONTEXT));
    List<Ciphertext> many = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      many.add(first.client().envelopeKeys().wrap(new byte[32], CONTEXT));
    }
    first.forgetCalls();
    byte[] message =
        Arrays.copyOf(
            Header.of(header.prefix(), many).toBytes(),
            (int) Header.of(header.prefix(), many).length() + 26);
    assertThatThrownBy(() -> both.open(message, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThat(first.calls()).hasSize(Trials.MAX_REMOTE);
  }

  /** A client whose own key needs no server may route the keys of a header to one. */
  @Test
  void open_offlineClientThatRoutesToAServer_makesFourCallsToo() {
    KmsClient routing =
        Kms.builder()
            .backend("local", new ClearBackend("local", Capability.OFFLINE))
            .backend("remote", first.backend("k1"))
            .decryptAlso("remote")
            .connect();
    Envelope envelope = Envelope.of(routing);
    Header header = MessageOpener.header(envelope.seal(plaintext(10), CONTEXT));
    List<Ciphertext> many = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      many.add(first.client().envelopeKeys().wrap(new byte[32], CONTEXT));
    }
    first.forgetCalls();
    byte[] start = Header.of(header.prefix(), many).toBytes();
    byte[] message = Arrays.copyOf(start, start.length + 26);
    assertThatThrownBy(() -> envelope.open(message, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThat(first.calls()).hasSize(Trials.MAX_REMOTE);
  }

  @Test
  void open_clientOfAPublicRecipient_isAskedOnlyWhenAccepted() {
    Kms strong = Kms.of(new ClearBackend("strong", Capability.AUTHENTICATED));
    Kms weak = Kms.of(new ClearBackend("weak", Capability.OFFLINE));
    byte[] sealed =
        Envelope.builder(strong).alsoOpenableBy(weak).build().seal(plaintext(10), CONTEXT);
    byte[] onlyWeak = Envelope.of(weak).seal(plaintext(10), CONTEXT);

    Envelope strict = Envelope.builder(strong).alsoOpenableBy(weak).build();
    assertThat(strict.open(sealed, CONTEXT)).isEqualTo(plaintext(10));
    assertThatThrownBy(() -> strict.open(onlyWeak, CONTEXT))
        .isInstanceOf(KeyAccessException.class)
        .hasMessageContaining("acceptUnauthenticated");
    byte[] plain = weak.encrypt(plaintext(5), CONTEXT).toBytes();
    assertThatThrownBy(() -> strict.open(plain, CONTEXT)).isInstanceOf(KeyAccessException.class);

    Envelope lenient =
        Envelope.builder(strong).alsoOpenableBy(weak).acceptUnauthenticated().build();
    assertThat(lenient.open(onlyWeak, CONTEXT)).isEqualTo(plaintext(10));
    assertThat(lenient.open(plain, CONTEXT)).isEqualTo(plaintext(5));
    assertThat(Envelope.of(weak).open(sealed, CONTEXT)).isEqualTo(plaintext(10));
  }

  @Test
  void open_offlineClient_isAskedFirst() {
    ClearBackend local = new ClearBackend("local", Capability.OFFLINE, Capability.AUTHENTICATED);
    Envelope envelope = Envelope.builder(first.client()).alsoOpenableBy(Kms.of(local)).build();
    byte[] sealed = envelope.seal(plaintext(10), CONTEXT);
    first.forgetCalls();
    envelope.open(sealed, CONTEXT);
    assertThat(local.unwrapped).hasSize(1);
    assertThat(first.calls()).isEmpty();
  }

  @Test
  void open_interruptedCall_asksNobodyElse() {
    byte[] sealed = both.seal(plaintext(10), CONTEXT);
    first.failNext(ErrorCode.INTERRUPTED);
    second.forgetCalls();
    assertThatThrownBy(() -> both.open(sealed, CONTEXT))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
    assertThat(second.calls()).isEmpty();
  }

  @Test
  void open_listenerThatRefuses_asksNobodyElse() {
    byte[] sealed = both.seal(plaintext(10), CONTEXT);
    Kms refusing =
        first
            .builder()
            .backend("fake", first.backend("k1"))
            .listener(
                event -> {
                  throw new IllegalStateException("no record, no plaintext");
                })
            .connect();
    Envelope envelope = Envelope.builder(refusing).alsoOpenableBy(second.client()).build();
    second.forgetCalls();
    assertThatThrownBy(() -> envelope.open(sealed, CONTEXT))
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("listener");
    assertThat(second.calls()).isEmpty();
  }

  @Test
  void of_clientOfAnotherMake_isRefusedUnlessItPassesOnTheKeys() {
    KmsClient decorated = Decorated.of(first.client(), false);
    assertThatThrownBy(() -> Envelope.of(decorated))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
    byte[] sealed = Envelope.of(Decorated.of(first.client(), true)).seal(plaintext(9), CONTEXT);
    assertThat(both.open(sealed, CONTEXT)).isEqualTo(plaintext(9));
  }

  @Test
  void builder_tooManyClients_isRefused() {
    EnvelopeBuilder builder = Envelope.builder(first.client());
    for (int i = 1; i < 16; i++) {
      builder.alsoOpenableBy(first.client());
    }
    assertThatThrownBy(() -> builder.alsoOpenableBy(first.client()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
