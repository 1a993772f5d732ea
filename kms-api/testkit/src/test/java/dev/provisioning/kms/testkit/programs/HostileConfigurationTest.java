package dev.provisioning.kms.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsBuilder;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kms.toml from a stranger: it opens or is refused as a configuration, and tells no secret. */
class HostileConfigurationTest {
  private static final String SECRET = "hunter2-MARKER";
  private static final Map<String, String> VARIABLES = Map.of("TOKEN", SECRET);

  @TempDir private Path folder = Path.of("");

  private void assertRefused(String toml) throws IOException {
    Path file = Files.writeString(folder.resolve("kms.toml"), toml);
    FakeKms fake = FakeKms.create().withKey("k1");
    KmsBuilder builder = fake.builder().config(file).variables(VARIABLES::get);
    assertThatThrownBy(builder::connect)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageNotContaining(SECRET);
    assertThat(fake.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u0000",
        "[",
        "kms = 1",
        "[kms]",
        "[kms]\nenvironment = 7",
        "[kms]\nenvironment = \"dev\"",
        "[kms]\nenvironment = \"prod\"\ndev_backend = \"fake\"\n[kms.fake]\nkey_id = \"k1\"",
        "[kms]\nenvironment = \"dev\"\ndev_backend = \"nowhere\"",
      })
  void file_withoutAUsableBackend_isRefused(String toml) throws IOException {
    assertRefused(toml);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key_id = 1",
        "key_id = \"k1\"\nkey_id = \"k2\"",
        "key_id = \"k1\"\nkeyid = \"k2\"",
        "key_id = \"k1\"\nunknown = \"${TOKEN}\"",
        "key_id = \"${NOT_SET}\"",
        "key_id = \"${TOKEN\"",
        "key_id = [\"k1\"]",
        "key_id = \"k1\"\nmax_plaintext_bytes = -1",
        "key_id = \"k1\"\nmax_plaintext_bytes = 99999999999999999999",
        "key_id = \"k1\"\nmax_plaintext_bytes = \"${TOKEN}\"",
        "key_id = \"k1\"\nretry_deadline = \"30\"",
        "key_id = \"k1\"\ncontext_hint = \"maybe\"",
        "key_id = \"k1\"\n[kms.fake.keys]\n\"*-*\" = \"a*\"",
      })
  void section_withABadSetting_isRefused(String section) throws IOException {
    assertRefused("[kms]\nenvironment = \"dev\"\ndev_backend = \"fake\"\n[kms.fake]\n" + section);
  }

  @Test
  void file_deeplyNested_isRefused() throws IOException {
    assertRefused("[kms]\nx = " + "[".repeat(20_000) + "]".repeat(20_000));
  }

  @Test
  void file_thatIsAFolder_isRefused() {
    assertThatThrownBy(() -> Kms.load(folder)).isInstanceOf(KmsConfigurationException.class);
    assertThatThrownBy(() -> Kms.load(folder.resolve("missing.toml")))
        .isInstanceOf(KmsConfigurationException.class);
  }
}
