package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Promise 3: no plaintext and no context value in a text, an exception, an event or the log. */
interface SecrecyContract extends Contract {
  private static void assertSilent(String where, String text) {
    assertThat(text).as(where).doesNotContain(Samples.SECRET, Samples.VALUE);
  }

  private static String trace(Throwable t) {
    StringWriter text = new StringWriter();
    t.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** A day's work, with its failures. */
  private List<Throwable> used() {
    KmsClient client = kms();
    List<Throwable> failures = new ArrayList<>();
    Ciphertext made = client.encrypt(Samples.secret(), CONTEXT);
    EncryptionContext wrong = CONTEXT.with("more", Samples.VALUE);
    byte[] blob = made.blob();
    blob[blob.length - 1] ^= 1;
    Ciphertext tampered = Ciphertext.of(made.backend(), made.keyId(), made.keyVersion(), blob);
    Ciphertext foreign = Ciphertext.of("elsewhere", "k", "", blob);
    client.decrypt(made, CONTEXT);
    client.needsRewrap(client.rewrap(made, CONTEXT));
    client.decryptText(client.encryptText(Samples.SECRET, CONTEXT), CONTEXT);
    client.encryptAll(List.of(Samples.secret()), List.of(CONTEXT));
    kms().health(Duration.ofSeconds(30));
    failures.add(catchThrowable(() -> client.decrypt(made, wrong)));
    failures.add(catchThrowable(() -> client.decrypt(tampered, CONTEXT)));
    failures.add(catchThrowable(() -> client.decrypt(foreign, CONTEXT)));
    failures.add(catchThrowable(() -> client.rewrap(made, wrong)));
    failures.add(catchThrowable(() -> client.decryptDataKey(made, CONTEXT)));
    failures.add(catchThrowable(() -> client.encryptText(Samples.SECRET.repeat(300), CONTEXT)));
    failures.add(catchThrowable(() -> client.encryptText(Samples.SECRET + "\ud800", CONTEXT)));
    failures.add(catchThrowable(() -> CONTEXT.with("service", Samples.VALUE + "2")));
    failures.add(catchThrowable(() -> CONTEXT.with("more", Samples.VALUE + "\ud800")));
    client.decryptAll(List.of(made, tampered), List.of(wrong, CONTEXT)).stream()
        .map(KmsResult::error)
        .forEach(e -> failures.add(e.orElseThrow()));
    return failures;
  }

  @Test
  default void exceptions_withTheirCauses_sayNoSecret() {
    for (Throwable failure : used()) {
      assertThat(failure).isNotNull();
      assertSilent("exception", trace(failure));
    }
  }

  @Test
  default void events_sayNoSecret() {
    used();
    assertThat(fixture().events()).isNotEmpty();
    fixture().events().forEach(e -> assertSilent("event", e.toString()));
  }

  @Test
  default void texts_sayNoSecret() {
    try (DataKey key = kms().generateDataKey(DataKeySpec.AES_256, CONTEXT)) {
      String secret = new String(key.key().getEncoded(), ISO_8859_1);
      for (Object shown :
          List.of(
              kms(),
              kms().forKey(fixture().backend().defaultKey()),
              fixture().backend().real(),
              CONTEXT,
              key,
              key.key(),
              kms().describeKey(),
              kms().encryptAll(List.of(Samples.secret()), List.of(CONTEXT)))) {
        assertSilent("toString", shown.toString());
        assertThat(shown.toString()).doesNotContain(secret);
      }
    }
  }

  @Test
  default void header_saysKeysOfTheContextAndNoValue() {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    assertSilent("ciphertext", new String(made.toBytes(), ISO_8859_1));
  }

  /** Looks where the usual bindings of slf4j write to in a test. */
  @Test
  @ResourceLock(Resources.SYSTEM_OUT)
  @ResourceLock(Resources.SYSTEM_ERR)
  default void log_saysNoSecret() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (PrintStream captured = new PrintStream(written, true, UTF_8)) {
      System.setOut(captured);
      System.setErr(captured);
      used();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertSilent("log", written.toString(UTF_8));
  }
}
