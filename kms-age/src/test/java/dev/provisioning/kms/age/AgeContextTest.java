package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.age.AgeException.Failure;
import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.format.Header;
import dev.provisioning.kms.age.format.Limits;
import dev.provisioning.kms.age.format.Stanza;
import dev.provisioning.kms.age.format.StanzaType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** A context is bound by the header and never dropped. */
class AgeContextTest {
  private static final EncryptionContext PROD = EncryptionContext.of("env", "prod");
  private static final EncryptionContext DEV = EncryptionContext.of("env", "dev");

  private final AgeIdentity identity = AgeIdentity.generate();
  private final AgeEncryption encryption = Age.encryptTo(List.of(identity.recipient()));
  private final AgeDecryption decryption = Age.decryptWith(List.of(identity));
  private final byte[] bound = encryption.context(PROD).encrypt(new byte[] {7});
  private final byte[] unbound = encryption.encrypt(new byte[] {7});

  private static Failure failure(AgeDecryption with, byte[] file) {
    AgeException inMemory = catchThrowableOfType(AgeException.class, () -> with.decrypt(file));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AgeException streamed =
        catchThrowableOfType(
            AgeException.class, () -> with.decrypt(new ByteArrayInputStream(file), out));
    assertThat(streamed.failure()).isEqualTo(inMemory.failure());
    assertThat(out.size()).isZero();
    return inMemory.failure();
  }

  @Test
  void decrypt_sameContext_opens() throws AgeException {
    assertThat(decryption.context(PROD).decrypt(bound)).containsExactly(7);
  }

  @Test
  void decrypt_otherContext_refusedBeforePlaintext() {
    assertThat(failure(decryption.context(DEV), bound)).isEqualTo(Failure.CONTEXT);
  }

  @Test
  void decrypt_missingContext_refused() {
    assertThat(failure(decryption, bound)).isEqualTo(Failure.CONTEXT);
  }

  @Test
  void decrypt_contextButNoneBound_refused() {
    assertThat(failure(decryption.context(PROD), unbound)).isEqualTo(Failure.CONTEXT);
  }

  @Test
  void encrypt_emptyContext_plainAgeFile() throws AgeException {
    byte[] file = encryption.context(EncryptionContext.empty()).encrypt(new byte[] {7});
    assertThat(file).hasSameSizeAs(unbound);
    assertThat(new String(file, ISO_8859_1)).doesNotContain("kms");
    assertThat(decryption.decrypt(file)).containsExactly(7);
  }

  @Test
  void decrypt_stanzaStripped_headerMacFails() {
    String text = new String(bound, ISO_8859_1);
    int start = text.indexOf("-> " + StanzaType.CONTEXT);
    byte[] stripped =
        (text.substring(0, start) + text.substring(text.indexOf("---"))).getBytes(ISO_8859_1);
    assertThat(failure(decryption, stripped)).isEqualTo(Failure.HMAC);
    assertThat(failure(decryption.context(PROD), stripped)).isEqualTo(Failure.HMAC);
  }

  @Test
  void decrypt_stanzaOfAnotherFile_headerMacFails() {
    String text = new String(bound, ISO_8859_1);
    String other = new String(encryption.context(PROD).encrypt(new byte[] {7}), ISO_8859_1);
    String foreign =
        other.substring(other.indexOf("-> " + StanzaType.CONTEXT), other.indexOf("---"));
    byte[] moved =
        (text.substring(0, text.indexOf("-> " + StanzaType.CONTEXT))
                + foreign
                + text.substring(text.indexOf("---")))
            .getBytes(ISO_8859_1);
    assertThat(failure(decryption.context(PROD), moved)).isEqualTo(Failure.HMAC);
  }

  @Test
  void decrypt_contextStanzaMalformed_headerFailure() {
    Stanza good = new Stanza(StanzaType.CONTEXT, List.of("1"), new byte[32]);
    List<List<Stanza>> malformed =
        List.of(
            List.of(good, good),
            List.of(new Stanza(StanzaType.CONTEXT, List.of(), new byte[32])),
            List.of(new Stanza(StanzaType.CONTEXT, List.of("2"), new byte[32])),
            List.of(new Stanza(StanzaType.CONTEXT, List.of("1", "1"), new byte[32])),
            List.of(new Stanza(StanzaType.CONTEXT, List.of("1"), new byte[31])),
            List.of(new Stanza(StanzaType.CONTEXT, List.of("1"), new byte[33])),
            List.of(new Stanza(StanzaType.CONTEXT, List.of("1"), new byte[0])));
    for (List<Stanza> stanzas : malformed) {
      assertThat(failure(decryption, authenticFile(stanzas))).isEqualTo(Failure.HEADER);
      assertThat(failure(decryption.context(PROD), authenticFile(stanzas)))
          .isEqualTo(Failure.HEADER);
    }
    // The same way of building a file, so that it is the stanza which is refused above.
    assertThat(failure(decryption, authenticFile(List.of(good)))).isEqualTo(Failure.CONTEXT);
  }

  private byte[] authenticFile(List<Stanza> extra) {
    FileKey fileKey = encryption.newFileKey();
    List<Stanza> stanzas = new ArrayList<>(extra);
    stanzas.add(identity.recipient().wrap(fileKey, new SecureRandom()));
    byte[] authenticated = Header.authenticatedBytes(stanzas);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new Header(stanzas, authenticated, fileKey.headerMac(authenticated)).encoded());
    file.writeBytes(new byte[32]);
    return file.toByteArray();
  }

  /** The rule of README.md, computed with the JDK alone. */
  @Test
  void encrypt_context_stanzaIsTheDocumentedMac() throws Exception {
    byte[] written = encryption.context(PROD).header(new FileKey(new byte[16]), Limits.MESSAGE);
    Header header = Header.read(written, Limits.MESSAGE);
    Stanza stanza = header.stanzas().get(1);
    assertThat(stanza.type()).isEqualTo("kms.provisioning.dev/kms-context");
    assertThat(stanza.arguments()).containsExactly("1");
    byte[] fileKey = new byte[16];
    byte[] prk = hmac(new byte[32], fileKey);
    byte[] key = hmac(prk, ("kms.provisioning.dev/kms-context/v1" + (char) 1).getBytes(ISO_8859_1));
    assertThat(stanza.body()).isEqualTo(hmac(key, PROD.canonicalBytes()));
  }

  private static byte[] hmac(byte[] key, byte[] message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }
}
