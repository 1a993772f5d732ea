package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.ConfigOrigin;
import dev.provisioning.kms.spi.ConfigValue;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgeProviderTest {
  private final AgeIdentity own = AgeIdentity.generate();
  private final AgeIdentity other = AgeIdentity.generate();
  @TempDir Path folder;

  private KmsConfig.Builder config() {
    return KmsConfig.builder("local", "age").folder(folder);
  }

  private static KmsBackend connect(KmsConfig.Builder config) {
    KmsConfig built = config.build();
    KmsBackend backend = new AgeProvider().connect(built);
    assertThat(built.unread()).isEmpty();
    return backend;
  }

  private static void assertRefused(ThrowingCallable call, String... texts) {
    assertThatThrownBy(call)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContainingAll(texts)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void scheme_isAge() {
    assertThat(new AgeProvider().scheme()).isEqualTo("age");
  }

  @Test
  void connect_privateKeyPath_isRelativeToTheConfiguration() throws IOException {
    KeyFiles.privateKeys(folder.resolve("key.txt"), own);
    try (KmsBackend backend = connect(config().set(Map.of("private-key-path", "key.txt")))) {
      assertThat(backend.defaultKey()).isEqualTo(KeyFiles.id(own));
    }
  }

  @Test
  void connect_target_isThePrivateKeyFile() throws IOException {
    KeyFiles.privateKeys(folder.resolve("key.txt"), own);
    try (KmsBackend backend = connect(config().target("key.txt"))) {
      assertThat(backend.defaultKey()).isEqualTo(KeyFiles.id(own));
    }
  }

  @Test
  void connect_targetAndPrivateKeyPath_refuses() {
    assertRefused(
        () -> connect(config().target("a").set(Map.of("private_key_path", "b"))),
        "private_key_path",
        "second");
  }

  @Test
  void connect_emptyTarget_isNoTarget() {
    try (KmsBackend backend =
        connect(config().target("").set(Map.of("recipients", KeyFiles.id(own))))) {
      assertThat(backend.defaultKey()).isEqualTo(KeyFiles.id(own));
    }
  }

  @Test
  void connect_publicKeyPathAndRecipients_fileComesFirst() throws IOException {
    KeyFiles.recipients(folder.resolve("public.txt"), own);
    try (KmsBackend backend =
        connect(
            config()
                .set(Map.of("public_key_path", "public.txt", "recipients", KeyFiles.id(other))))) {
      assertThat(backend.defaultKey()).isEqualTo(KeyFiles.id(own));
      assertThat(backend.describeKey(KeyFiles.id(own)).details()).containsEntry("recipients", "2");
    }
  }

  @Test
  void connect_withoutAnyKey_namesTheSettings() {
    assertRefused(() -> connect(config()), "private_key_path", "public_key_path", "recipients");
  }

  @Test
  void connect_malformedRecipient_namesTheItemAndNotTheText() {
    List<String> items = List.of(KeyFiles.id(own), "age1secretish");
    assertRefused(
        () ->
            connect(
                config()
                    .set("recipients", ConfigValue.list(items, new ConfigOrigin("k.toml", 7, 1)))),
        "k.toml:7",
        "kms.local.recipients",
        "item 2");
    assertThatThrownBy(
            () ->
                connect(config().set("recipients", ConfigValue.list(items, ConfigOrigin.BUILDER))))
        .message()
        .doesNotContain("secretish");
  }

  @Test
  void connect_keys_becomeNamesAndIds() {
    try (KmsBackend backend =
        connect(
            config()
                .set(
                    Map.of(
                        "recipients",
                        KeyFiles.id(own),
                        "keys.tenant-a",
                        KeyFiles.id(other),
                        "allowed_keys",
                        KeyFiles.id(own))))) {
      assertThat(backend.keys())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("tenant-a", KeyFiles.id(other), KeyFiles.id(own), KeyFiles.id(own)));
    }
  }

  @Test
  void connect_malformedKey_namesIt() {
    assertRefused(
        () ->
            connect(config().set(Map.of("recipients", KeyFiles.id(own), "keys.tenant-a", "age1*"))),
        "keys.tenant-a");
  }

  @Test
  void connect_malformedAllowedKey_namesTheItem() {
    assertRefused(
        () ->
            connect(
                config().set(Map.of("recipients", KeyFiles.id(own), "allowed_keys", "alias/x"))),
        "allowed_keys",
        "item 1");
  }

  @Test
  void connect_dropRecipientsNotBoolean_refuses() {
    assertRefused(
        () ->
            connect(config().set(Map.of("recipients", KeyFiles.id(own), "drop_recipients", "yes"))),
        "drop_recipients",
        "true or false");
  }
}
