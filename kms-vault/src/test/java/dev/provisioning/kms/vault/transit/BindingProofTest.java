package dev.provisioning.kms.vault.transit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.vault.FakeTransit;
import dev.provisioning.kms.vault.ScriptedServer;
import dev.provisioning.kms.vault.ScriptedServer.Reply;
import dev.provisioning.kms.vault.ScriptedServer.Request;
import dev.provisioning.kms.vault.VaultKms;
import dev.provisioning.kms.vault.VaultLogin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class BindingProofTest {
  private static final String KEY = "transit/app";
  private static final EncryptionContext CONTEXT = EncryptionContext.parse("env=prod");
  private static final EncryptionContext OTHER = EncryptionContext.parse("env=dev");
  private static final byte[] TEXT = "text".getBytes(US_ASCII);

  private static Ciphertext bound() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.binding());
        VaultKms kms = server.client()) {
      return kms.encrypt(KEY, TEXT, CONTEXT);
    }
  }

  private static ErrorCode code(Runnable operation) {
    return catchThrowableOfType(KmsException.class, operation::run).code();
  }

  private static Function<Request, Reply> denying(String operation, FakeTransit transit) {
    return r -> r.path().contains("/" + operation + "/") ? FakeTransit.denied() : transit.apply(r);
  }

  @Test
  void encrypt_first_isProvedOnTheCiphertext_laterOnesCostNothing() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.binding());
        VaultKms kms = server.client()) {
      kms.encrypt(KEY, TEXT, CONTEXT);
      assertThat(server.requests())
          .extracting(Request::path)
          .containsExactly(
              "/v1/transit/encrypt/app", "/v1/transit/decrypt/app", "/v1/transit/decrypt/app");
      kms.encrypt(KEY, TEXT, OTHER);
      assertThat(server.requests()).hasSize(4);
    }
  }

  @Test
  void encrypt_serverThatIgnores_isUnsupported() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.ignoring());
        VaultKms kms = server.client()) {
      assertThat(code(() -> kms.encrypt(KEY, TEXT, CONTEXT))).isEqualTo(ErrorCode.UNSUPPORTED);
      assertThat(code(() -> kms.encrypt(KEY, TEXT, CONTEXT))).isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  @Test
  void encrypt_oldServerAmongNewOnes_isUnsupported() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.mixed());
        VaultKms kms = server.client()) {
      assertThat(code(() -> kms.encrypt(KEY, TEXT, CONTEXT))).isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  @Test
  void encrypt_emptyContext_sendsNoneAndProvesNothing() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.ignoring());
        VaultKms kms = server.client()) {
      Ciphertext made = kms.encrypt(KEY, TEXT, EncryptionContext.empty());
      assertThat(kms.decrypt(made, EncryptionContext.empty())).isEqualTo(TEXT);
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests())
          .extracting(Request::body)
          .noneMatch(b -> b.contains("associated_data"));
    }
  }

  @Test
  void encrypt_encryptOnlyRole_provesThatTheParameterIsRead() {
    try (ScriptedServer server = new ScriptedServer(denying("decrypt", FakeTransit.binding()));
        VaultKms kms = server.client()) {
      kms.encrypt(KEY, TEXT, CONTEXT);
      int proof = server.requests().size();
      kms.encrypt(KEY, TEXT, CONTEXT);
      assertThat(server.requests()).hasSize(proof + 1);
    }
  }

  @Test
  void encrypt_encryptOnlyRole_serverThatIgnores_isUnsupported() {
    try (ScriptedServer server = new ScriptedServer(denying("decrypt", FakeTransit.ignoring()));
        VaultKms kms = server.client()) {
      assertThat(code(() -> kms.encrypt(KEY, TEXT, CONTEXT))).isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  @Test
  void encrypt_encryptOnlyRole_strangeAnswerToTheProbe_isNoProof() {
    FakeTransit ignoring = FakeTransit.ignoring();
    try (ScriptedServer server =
            new ScriptedServer(
                r -> {
                  if (r.body().contains("***")) {
                    return new Reply(200, "<html>");
                  }
                  return denying("decrypt", ignoring).apply(r);
                });
        VaultKms kms = server.client()) {
      assertThat(code(() -> kms.encrypt(KEY, TEXT, CONTEXT))).isEqualTo(ErrorCode.INTERNAL);
      assertThat(code(() -> kms.encrypt(KEY, TEXT, CONTEXT))).isEqualTo(ErrorCode.INTERNAL);
    }
  }

  @Test
  void decrypt_decryptOnlyRole_provesOnTheCiphertextInHand() {
    Ciphertext made = bound();
    try (ScriptedServer server = new ScriptedServer(denying("encrypt", FakeTransit.binding()));
        VaultKms kms = server.client()) {
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(TEXT);
      assertThat(server.requests()).hasSize(2);
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(TEXT);
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void decrypt_serverThatIgnores_isUnsupported() {
    Ciphertext made = bound();
    try (ScriptedServer server = new ScriptedServer(FakeTransit.ignoring());
        VaultKms kms = server.client()) {
      assertThat(code(() -> kms.decrypt(made, CONTEXT))).isEqualTo(ErrorCode.UNSUPPORTED);
      assertThat(code(() -> kms.decrypt(made, OTHER))).isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  @Test
  void decrypt_tamperedCiphertext_provesNothing() {
    Ciphertext damaged = Ciphertext.of("vault", KEY, "1", "vault:v1:eHh4".getBytes(US_ASCII));
    Ciphertext made = bound();
    AtomicBoolean ignores = new AtomicBoolean();
    try (ScriptedServer server =
            new ScriptedServer(
                r -> (ignores.get() ? FakeTransit.ignoring() : FakeTransit.binding()).apply(r));
        VaultKms kms = server.client()) {
      assertThat(code(() -> kms.decrypt(damaged, CONTEXT))).isEqualTo(ErrorCode.INVALID_CIPHERTEXT);
      assertThat(code(() -> kms.decrypt(made, OTHER))).isEqualTo(ErrorCode.INVALID_CIPHERTEXT);
      ignores.set(true);
      assertThat(code(() -> kms.decrypt(made, OTHER))).isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  @Test
  void encrypt_otherKey_isProvedAnew() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.binding());
        VaultKms kms = server.client()) {
      kms.encrypt(KEY, TEXT, CONTEXT);
      kms.encrypt("transit/other", TEXT, CONTEXT);
      assertThat(server.requests()).hasSize(6);
    }
  }

  @Test
  void decrypt_connectionBrokeMeanwhile_isProvedAnew() {
    AtomicBoolean breaks = new AtomicBoolean();
    AtomicBoolean old = new AtomicBoolean();
    Ciphertext made = bound();
    try (ScriptedServer server =
            new ScriptedServer(
                r -> {
                  if (breaks.compareAndSet(true, false)) {
                    old.set(true);
                    return null;
                  }
                  return (old.get() ? FakeTransit.ignoring() : FakeTransit.binding()).apply(r);
                });
        VaultKms kms = server.client()) {
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(TEXT);
      breaks.set(true);
      // The connection breaks under this very request, and an old server answers its repetition.
      assertThat(code(() -> kms.decrypt(made, OTHER))).isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  @Test
  void decrypt_connectionBrokeOnce_isRepeated() {
    AtomicBoolean breaks = new AtomicBoolean(true);
    Ciphertext made = bound();
    FakeTransit transit = FakeTransit.binding();
    try (ScriptedServer server =
            new ScriptedServer(r -> breaks.compareAndSet(true, false) ? null : transit.apply(r));
        VaultKms kms = server.client()) {
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(TEXT);
    }
  }

  @Test
  void decrypt_serverChangesAllTheTime_isUnavailable() {
    Ciphertext made = bound();
    FakeTransit transit = FakeTransit.binding();
    AtomicBoolean breaks = new AtomicBoolean();
    try (ScriptedServer server =
            new ScriptedServer(
                r -> {
                  breaks.set(!breaks.get());
                  return breaks.get() ? null : transit.apply(r);
                });
        VaultKms kms = server.client()) {
      KmsException failure =
          catchThrowableOfType(KmsException.class, () -> kms.decrypt(made, CONTEXT));
      assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(failure.isRetryable()).isTrue();
    }
  }

  @Test
  void decrypt_anotherAddressTakesOver_isProvedAnew() {
    AtomicBoolean sealed = new AtomicBoolean();
    FakeTransit binding = FakeTransit.binding();
    Ciphertext made = bound();
    try (ScriptedServer first =
            new ScriptedServer(
                r -> sealed.get() ? FakeTransit.error(503, "Vault is sealed") : binding.apply(r));
        ScriptedServer second = new ScriptedServer(FakeTransit.ignoring());
        VaultKms kms =
            first
                .builder()
                .http(HttpSettings.builder(List.of(first.address(), second.address())).build())
                .build()) {
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(TEXT);
      sealed.set(true);
      assertThat(code(() -> kms.decrypt(made, OTHER))).isEqualTo(ErrorCode.UNSUPPORTED);
      assertThat(code(() -> kms.encrypt(KEY, TEXT, CONTEXT))).isEqualTo(ErrorCode.UNSUPPORTED);
      KmsResult<byte[]> item = kms.decryptAll(List.of(made), List.of(OTHER)).get(0);
      assertThat(item.error().orElseThrow().code()).isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  @Test
  void operations_ofManyThreads_onAServerThatIgnores_giveNothing() throws Exception {
    Ciphertext made = bound();
    try (ScriptedServer server = new ScriptedServer(FakeTransit.ignoring());
        VaultKms kms = server.client()) {
      assertThat(
              inParallel(
                  () -> code(() -> kms.encrypt(KEY, TEXT, CONTEXT)),
                  () -> code(() -> kms.decrypt(made, OTHER))))
          .containsOnly(ErrorCode.UNSUPPORTED);
    }
  }

  @Test
  void operations_ofManyThreads_onAServerThatBinds_succeed() throws Exception {
    Ciphertext made = bound();
    try (ScriptedServer server = new ScriptedServer(FakeTransit.binding());
        VaultKms kms = server.client()) {
      assertThat(
              inParallel(
                  () -> new String(kms.decrypt(made, CONTEXT), US_ASCII),
                  () -> kms.encrypt(KEY, TEXT, CONTEXT).keyVersion()))
          .containsOnly("text", "1");
    }
  }

  @Test
  void encrypt_serverChangesWithinTheProof_isNotProvedByEachOfTwoInPart() {
    FakeTransit old = FakeTransit.ignoring();
    FakeTransit binding = FakeTransit.binding();
    Reply sealed = FakeTransit.error(503, "Vault is sealed");
    AtomicInteger decryptions = new AtomicInteger();
    // The old one makes the ciphertext and opens it; the other one alone refuses another context.
    try (ScriptedServer first =
            new ScriptedServer(
                r ->
                    r.path().contains("/decrypt/") && decryptions.incrementAndGet() == 1
                        ? sealed
                        : old.apply(r));
        ScriptedServer second =
            new ScriptedServer(
                r -> decryptions.get() == 1 ? once(decryptions, binding, r) : sealed);
        VaultKms kms =
            first
                .builder()
                .http(HttpSettings.builder(List.of(first.address(), second.address())).build())
                .build()) {
      assertThat(code(() -> kms.encrypt(KEY, TEXT, CONTEXT))).isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  private static Reply once(AtomicInteger count, FakeTransit transit, Request request) {
    count.incrementAndGet();
    return transit.apply(request);
  }

  @Test
  void encrypt_tokensOfOneUse_areNamedAsTheReason() {
    FakeTransit transit = FakeTransit.binding();
    Reply login =
        new Reply(
            200,
            "{\"auth\":{\"client_token\":\"t\",\"lease_duration\":60,\"renewable\":false,\"num_uses\":1}}");
    try (ScriptedServer server =
            new ScriptedServer(r -> r.path().contains("/auth/") ? login : transit.apply(r));
        VaultKms kms =
            server
                .builder()
                .login(VaultLogin.appRole("role", Secret.of("secret".toCharArray())))
                .build()) {
      KmsException failure =
          catchThrowableOfType(KmsException.class, () -> kms.encrypt(KEY, TEXT, CONTEXT));
      assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(failure).hasMessageContaining("token_num_uses");
    }
  }

  private interface Task {
    Object run();
  }

  private static List<Object> inParallel(Task... tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Object>> running = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Task task = tasks[i % tasks.length];
        running.add(threads.submit(task::run));
      }
      List<Object> results = new ArrayList<>();
      for (Future<Object> result : running) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
