package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.Arrays;

/** Tokens from a setting, a file or a callback, checked before they become a header. */
final class GivenTokens {
  private static final int LONGEST = 16 * 1024;

  private GivenTokens() {}

  static HeldToken read(LoginMethod.GivenToken given) {
    char[] text = given.source().get();
    if (text.length == 0 || text.length > LONGEST || !visible(text)) {
      Arrays.fill(text, '\0');
      throw KmsException.of(
          ErrorCode.CONFIGURATION, "the token is empty or has other than visible ASCII letters");
    }
    return new HeldToken(text, HeldToken.FOREIGN);
  }

  private static boolean visible(char[] text) {
    for (char c : text) {
      if (c <= ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }
}
