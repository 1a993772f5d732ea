package dev.provisioning.kms.service.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyAccessException;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which key things move to. */
class KeysTest {
  @TempDir Path tree;

  @Test
  void otherKey_ofTheSameBackend_takesCiphertextsAndEnvelopes() throws IOException {
    try (Rotated folder = new Rotated(tree, 1);
        Keys keys = Keys.of(folder.kms, "k2", false)) {
      Path text = folder.text("a");
      folder.envelope("b");
      keys.tryOut(Rotated.CONTEXT);
      folder.run(keys, 1, folder);
      assertThat(folder.failures).isEmpty();
      assertThat(folder.tally.count(Outcome.MOVED)).isEqualTo(2);
      assertThat(folder.read(text).keyId()).isEqualTo("k2");
      assertThat(folder.kms.decrypt(folder.read(text), Rotated.CONTEXT)).asString().isEqualTo("a");
      // Its own older version is moved by the backend itself.
      folder.fake.rotate("k2");
      Ciphertext moved = keys.move(folder.read(text), Rotated.CONTEXT);
      assertThat(moved.keyId()).isEqualTo("k2");
      assertThat(moved.keyVersion()).isEqualTo("2");
    }
  }

  @Test
  void otherKey_dataKey_isUnsupported() {
    try (Rotated folder = new Rotated(tree, 1);
        Keys keys = Keys.of(folder.kms, "k2", false);
        DataKey key = folder.kms.generateDataKey(DataKeySpec.AES_256, Rotated.CONTEXT)) {
      assertThatThrownBy(() -> keys.move(key.wrapped(), Rotated.CONTEXT))
          .isInstanceOfSatisfying(
              KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
          .hasMessageContaining("default key");
    }
  }

  @Test
  void otherKey_notAllowed_isDenied() {
    try (Rotated folder = new Rotated(tree, 1)) {
      assertThatThrownBy(() -> Keys.of(folder.kms, "k3", false))
          .isInstanceOf(KeyAccessException.class);
    }
  }

  @Test
  void keyThatIsDisabled_isFoundOutByTrying() {
    try (Rotated folder = new Rotated(tree, 1);
        Keys keys = Keys.of(folder.kms, null, false)) {
      folder.fake.disable("k1");
      assertThatThrownBy(() -> keys.tryOut(EncryptionContext.empty()))
          .isInstanceOf(KeyAccessException.class);
    }
  }

  @Test
  void source_manyKeys_isShortened() {
    Ciphertext c = Ciphertext.of("fake", "k".repeat(2000), "1", new byte[] {1});
    assertThat(Result.source(List.of(c))).hasSize(513).endsWith("…");
    assertThat(Result.source(List.of(Ciphertext.of("age", "a", "", new byte[] {1}), c)))
        .startsWith("age a, fake kkk");
  }
}
