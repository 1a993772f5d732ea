package dev.provisioning.kms.vault.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.testing.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that somebody else made: from a file that is renewed, and from a callback. */
class GivenTokenTest {
  private final ScriptedVault vault = new ScriptedVault();
  private final VirtualClock clock = new VirtualClock();
  private final Calls calls = new Calls();
  private final AtomicInteger asked = new AtomicInteger();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    vault.close();
  }

  private Session ofFile(Path file) {
    Secret secret = Secret.ofFile(file);
    return vault.session(new LoginMethod.GivenToken(secret::reveal, true, () -> {}), clock);
  }

  private Session ofCallback(Supplier<char[]> source) {
    return vault.session(new LoginMethod.GivenToken(new Callback(source), false, () -> {}), clock);
  }

  private Session counting() {
    return ofCallback(() -> ("c" + asked.incrementAndGet()).toCharArray());
  }

  private Path file(String token) throws IOException {
    return Files.writeString(folder.resolve("token"), token);
  }

  private KmsException failure(Session session) {
    return catchThrowableOfType(KmsException.class, () -> session.call(calls));
  }

  @Test
  void call_file_sendsItsTokenAndAsksTheServerNothing() throws IOException {
    try (Session session = ofFile(file("given\n"))) {
      assertThat(session.call(calls)).isEqualTo("given");
    }
    assertThat(vault.requests).isEmpty();
  }

  @Test
  void close_givenToken_isNeverRevoked() throws IOException {
    Session session = ofFile(file("given"));
    session.call(calls);
    clock.advance(Duration.ofDays(100));
    session.call(calls);
    session.close();

    assertThat(vault.requests).isEmpty();
  }

  @Test
  void call_unknownTokenAndChangedFile_repeatsWithTheNewOne() throws IOException {
    calls.unknown.add("old");
    try (Session session = ofFile(file("new"))) {
      session.call(token -> "");
      file("newer");
      calls.unknown.add("new");

      assertThat(session.call(calls)).isEqualTo("newer");
      assertThat(session.generation()).isEqualTo(2);
    }
  }

  @Test
  void call_deniedTokenAndChangedFile_repeatsWithTheNewOne() throws IOException {
    try (Session session = ofFile(file("new"))) {
      session.call(token -> "");
      file("newer");
      calls.denied.add("new");

      assertThat(session.call(calls)).isEqualTo("newer");
    }
  }

  @Test
  void call_unknownTokenAndSameFile_isThrownWithoutARepetition() throws IOException {
    try (Session session = ofFile(file("given"))) {
      session.call(token -> "");
      calls.unknown.add("given");

      assertThat(failure(session).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
      assertThat(calls.tokens).containsExactly("given");
    }
  }

  @Test
  void call_fileThatAppears_isReadWithoutAWait() throws IOException {
    try (Session session = ofFile(folder.resolve("token"))) {
      assertThat(failure(session).code()).isEqualTo(ErrorCode.CONFIGURATION);
      file("given");

      assertThat(session.call(calls)).isEqualTo("given");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hvs.\nX", "hvs.\rX", "hvs. X", "hvs.\u0000X", "hvs.\u00e4", " hvs.", "hvs.\t"})
  void call_tokenThatIsNoHeader_isRefusedAndNotShown(String token) throws IOException {
    try (Session session = ofFile(file(token))) {
      KmsException e = failure(session);

      assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(e.getMessage()).doesNotContain("hvs");
      assertThat(calls.tokens).isEmpty();
    }
  }

  @Test
  void call_tokenAbove16KiB_isRefused() throws IOException {
    try (Session fits = ofFile(file("x".repeat(16 * 1024)))) {
      assertThat(fits.call(calls)).hasSize(16 * 1024);
    }
    try (Session session = ofFile(file("x".repeat(16 * 1024 + 1)))) {
      assertThat(failure(session).code()).isEqualTo(ErrorCode.CONFIGURATION);
    }
  }

  @Test
  void call_callback_isAskedOnceAndItsArrayWiped() {
    char[] given = "given".toCharArray();
    try (Session session = ofCallback(() -> given)) {
      session.call(calls);
      session.call(calls);
    }

    assertThat(calls.tokens).containsExactly("given", "given");
    assertThat(given).containsOnly('\0');
  }

  @Test
  void call_callbackThatGivesItsArrayTwice_isRefusedAndTheTokenStaysWhole() {
    char[] shared = "shared".toCharArray();
    try (Session session = ofCallback(() -> shared)) {
      session.call(token -> "");
      calls.unknown.add("shared");
      assertThat(failure(session).code()).isEqualTo(ErrorCode.CONFIGURATION);
      calls.unknown.clear();
      assertThat(session.call(calls)).isEqualTo("shared");
    }
  }

  @Test
  void call_unknownTokenOfACallback_asksForAnother() {
    try (Session session = counting()) {
      session.call(token -> "");
      calls.unknown.add("c1");

      assertThat(session.call(calls)).isEqualTo("c2");
    }
  }

  @Test
  void call_callbackWhoseTokensAreAllUnknown_isAskedOncePerTenSeconds() {
    for (int i = 1; i < 10; i++) {
      calls.unknown.add("c" + i);
    }
    try (Session session = counting()) {
      for (int i = 0; i < 100; i++) {
        failure(session);
      }
      assertThat(asked).hasValue(2);
      clock.advance(Pace.LEAST);
      failure(session);
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void call_callbackThatFails_isRememberedForAWhile() {
    try (Session session =
        ofCallback(
            () -> {
              asked.incrementAndGet();
              throw new IllegalArgumentException("the broker is down");
            })) {
      KmsException e = failure(session);

      assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
      assertThat(e).hasRootCauseMessage("the broker is down");
      assertThat(failure(session).retryAfter()).isPresent();
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void call_callbackThatThrowsOurException_passesItOn() {
    KmsException thrown = KmsException.of(ErrorCode.UNAVAILABLE, "the broker is down");
    try (Session session =
        ofCallback(
            () -> {
              throw thrown;
            })) {
      assertThat(failure(session)).isSameAs(thrown);
    }
  }

  @Test
  void call_callbackThatGivesNothing_says() {
    try (Session session = ofCallback(() -> new char[0])) {
      assertThat(failure(session)).hasMessageContaining("gave nothing");
    }
  }
}
