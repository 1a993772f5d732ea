package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.KmsClock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** An identity as age-keygen writes it, with its two comments. */
final class KeyFileText {
  private KeyFileText() {}

  /** The caller wipes the array. */
  static byte[] of(AgeIdentity identity, KmsClock clock) {
    String created =
        clock
            .now()
            .truncatedTo(ChronoUnit.SECONDS)
            .atZone(ZoneId.systemDefault())
            .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    String comments = "# created: " + created + "\n# public key: " + identity.recipient() + "\n";
    byte[] head = comments.getBytes(US_ASCII);
    char[] secret = identity.exportSecret();
    byte[] text = Arrays.copyOf(head, head.length + secret.length + 1);
    for (int i = 0; i < secret.length; i++) {
      text[head.length + i] = (byte) secret[i];
    }
    text[text.length - 1] = '\n';
    Arrays.fill(secret, '\0');
    return text;
  }
}
