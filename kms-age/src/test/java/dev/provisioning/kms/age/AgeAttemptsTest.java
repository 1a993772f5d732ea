package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.age.format.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many combinations of identity and stanza are tried. */
class AgeAttemptsTest {
  private static final byte[] PLAINTEXT = {1, 2, 3};

  private final AgeIdentity own = AgeIdentity.generate();

  private static List<AgeIdentity> strangers(int count) {
    List<AgeIdentity> identities = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      identities.add(AgeIdentity.generate());
    }
    return identities;
  }

  private static byte[] to(List<AgeIdentity> identities) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Age.encryptTo(identities.stream().map(AgeIdentity::recipient).toList())
        .encrypt(new ByteArrayInputStream(PLAINTEXT), out);
    return out.toByteArray();
  }

  private static byte[] open(List<AgeIdentity> identities, byte[] file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Age.decryptWith(identities).decrypt(new ByteArrayInputStream(file), out);
    return out.toByteArray();
  }

  @Test
  void decrypt_firstIdentityOfVeryManyOpens_opens() throws IOException {
    List<AgeIdentity> held = new ArrayList<>(List.of(own));
    held.addAll(strangers(Limits.ATTEMPTS + 1));
    assertThat(open(held, to(List.of(own)))).isEqualTo(PLAINTEXT);
  }

  @Test
  void decrypt_lastAttemptAllowed_opens() throws IOException {
    List<AgeIdentity> recipients = strangers(31);
    recipients.add(own);
    List<AgeIdentity> held = strangers(127);
    held.add(own);
    assertThat(open(held, to(recipients))).isEqualTo(PLAINTEXT);
  }

  @Test
  void decrypt_oneAttemptMore_fails() throws IOException {
    List<AgeIdentity> recipients = strangers(32);
    List<AgeIdentity> held = strangers(129);
    assertThatThrownBy(() -> open(held, to(recipients)))
        .isInstanceOfSatisfying(
            AgeException.class,
            e -> assertThat(e.failure()).isEqualTo(AgeException.Failure.HEADER))
        .hasMessageContaining("4096");
  }
}
