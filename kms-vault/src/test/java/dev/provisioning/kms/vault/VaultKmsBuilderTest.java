package dev.provisioning.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultKmsBuilderTest {
  private static VaultKmsBuilder complete() {
    return VaultKms.builder()
        .address(URI.create("https://vault.example.com:8200"))
        .keyName("app")
        .login(VaultLogin.token(() -> "hvs.SECRET".toCharArray()));
  }

  @Test
  void build_everything_hasFullKeys() {
    try (VaultKms kms =
        complete().namespace("/team/").mount("crypto/").key("billing", "other/bill").build()) {
      assertThat(kms.defaultKey()).isEqualTo("team:crypto/app");
      assertThat(kms.keys()).containsEntry("billing", "team:other/bill").hasSize(1);
    }
  }

  @Test
  void build_incomplete_isRefused() {
    assertThatThrownBy(() -> VaultKms.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("address", "login", "key name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "../x", "other:transit/app", "/transit/app"})
  void build_badKey_isRefused(String id) {
    assertThatThrownBy(() -> complete().keyName(id).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> complete().key("x", id).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a//b", "a b"})
  void path_bad_isRefused(String path) {
    assertThatThrownBy(() -> complete().namespace(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a namespace");
    assertThatThrownBy(() -> complete().mount(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a mount point");
  }

  @Test
  void build_sendsNothing() {
    try (ScriptedServer server = new ScriptedServer(FakeTransit.binding())) {
      server.client().close();
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void failures_andTexts_showNoTokenNoPlaintextAndNoContext() {
    byte[] plaintext = "PLAINTEXT".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    EncryptionContext context = EncryptionContext.of("key", "CONTEXT");
    StringWriter shown = new StringWriter();
    for (int status : new int[] {200, 204, 400, 403, 404, 405, 412, 413, 429, 500, 503}) {
      try (ScriptedServer server =
              new ScriptedServer(r -> new ScriptedServer.Reply(status, r.body()));
          VaultKms kms = server.client()) {
        KmsException failure =
            catchThrowableOfType(
                KmsException.class, () -> kms.encrypt("transit/app", plaintext, context));
        failure.printStackTrace(new PrintWriter(shown, true));
        shown.write(kms + " " + failure);
      }
    }
    assertThat(shown.toString())
        .contains("KmsException")
        .doesNotContain("SECRET-TOKEN", "PLAINTEXT", "CONTEXT", "UExBSU5URVhU", "Q09OVEVYVA");
  }
}
