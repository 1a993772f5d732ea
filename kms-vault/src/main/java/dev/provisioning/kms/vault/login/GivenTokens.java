package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tokens from a setting, a file or a callback, checked before they become a header. */
final class GivenTokens {
  private GivenTokens() {}

  static HeldToken read(LoginMethod.GivenToken given, Backoff backoff) {
    if (given.local()) {
      return read(given);
    }
    backoff.check();
    try {
      HeldToken token = read(given);
      backoff.succeeded();
      return token;
    } catch (KmsException e) {
      backoff.failed(e);
      throw e;
    }
  }

  private static HeldToken read(LoginMethod.GivenToken given) {
    char[] text = given.source().get();
    check(text);
    // A copy: two tokens must not share an array, or wiping one would send the other as zeros.
    HeldToken token = new HeldToken(text.clone(), HeldToken.FOREIGN);
    Arrays.fill(text, '\0');
    return token;
  }

  /** Wipes what is no token. */
  static void check(char @Nullable [] text) {
    if (text == null || !TokenText.isHeaderSafe(text)) {
      if (text != null) {
        Arrays.fill(text, '\0');
      }
      throw KmsException.of(
          ErrorCode.CONFIGURATION,
          "the token is empty, above 16 KiB, or has other than visible ASCII letters");
    }
  }
}
