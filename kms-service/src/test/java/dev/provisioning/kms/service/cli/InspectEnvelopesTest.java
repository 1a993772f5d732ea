package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.envelope.CacheLimits;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.service.cli.envelope.EnvelopeText;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Envelopes, inspected by somebody who has no key. */
class InspectEnvelopesTest {
  @TempDir Path home;
  @TempDir Path empty;
  private final EncryptionContext context = EncryptionContext.parse("env=hidden,service=api");

  private CommandRun stranger() {
    return new CommandRun(empty);
  }

  private static byte[] sealedForTwo(EncryptionContext context) {
    FakeKms first = FakeKms.create().withKey("k1");
    FakeKms second = FakeKms.create().withKey("k2");
    try (Envelope envelope =
        Envelope.builder(first.client()).alsoOpenableBy(second.client()).build()) {
      return envelope.seal(new byte[10], context);
    }
  }

  @Test
  void inspect_fileOfEncryptFile_showsFormIdAndKey() throws IOException {
    CommandRun kms = new CommandRun(home);
    kms.done("keygen");
    Path file = Files.writeString(home.resolve("f"), "x");
    kms.done("encrypt-file", file.toString(), "--context", "env=hidden");
    assertThat(stranger().done("inspect", home.resolve("f.enc").toString()).facts())
        .startsWith("form: envelope, file\nmessage id: ")
        .contains("shared key: no", "keys: 1", "key 1 backend: age", "key 1 key id: age1")
        .contains("key 1 data key: yes", "key 1 context keys: env")
        .contains("key 1 stanzas: X25519", "key 1 context bound: yes")
        .doesNotContain("hidden");
  }

  @Test
  void inspect_severalKeys_showsEachInTextAndJson() {
    byte[] sealed = sealedForTwo(context);
    assertThat(stranger().input(sealed).done("inspect").facts())
        .contains("form: envelope, stream", "keys: 2")
        .contains("key 1 backend: fake", "key 1 key id: k1", "key 1 key version: 1")
        .contains("key 2 backend: fake", "key 2 key id: k2")
        .contains("key 2 context keys: env, service")
        .doesNotContain("hidden");
    String id = Envelope.inspect(sealed).messageId();
    assertThat(stranger().input(sealed).done("inspect", "--json").out())
        .startsWith(
            "{\"form\":\"envelope, stream\",\"message_id\":\""
                + id
                + "\",\"shared_key\":false,\"keys\":[{\"backend\":\"fake\",\"key_id\":\"k1\",")
        .contains("\"context_keys\":[\"env\",\"service\"]")
        .contains("},{\"backend\":\"fake\",\"key_id\":\"k2\",")
        .endsWith("}]}\n");
  }

  @Test
  void inspect_textForm_saysSo() {
    String text = EnvelopeText.of(sealedForTwo(context));
    assertThat(stranger().input("\n" + text + "\n").done("inspect").facts())
        .contains("form: envelope, stream, as text", "key 2 key id: k2");
  }

  @Test
  void inspect_sharedKey_saysSo() {
    FakeKms fake = FakeKms.create().withKey("k1");
    try (Envelope envelope =
        Envelope.builder(fake.client()).cache(CacheLimits.maxAge(Duration.ofMinutes(1))).build()) {
      byte[] sealed = envelope.seal(new byte[1], context);
      assertThat(stranger().input(sealed).done("inspect").facts()).contains("shared key: yes");
    }
  }

  @Test
  void inspect_brokenHeaders_areInvalid() {
    byte[] sealed = sealedForTwo(context);
    stranger().input(Arrays.copyOf(sealed, 70)).run("inspect").failed(6);
    sealed[4] = 9;
    stranger().input(sealed).run("inspect").failed(6);
    stranger().input("kmse1.").run("inspect").failed(6);
    stranger().input("kmse1.AAA!").run("inspect").failed(6, "base64url");
  }
}
