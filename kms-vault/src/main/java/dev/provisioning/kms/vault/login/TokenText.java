package dev.provisioning.kms.vault.login;

/** What may become the value of a header. */
final class TokenText {
  static final int LONGEST = 16 * 1024;

  private TokenText() {}

  /** Visible ASCII: a line end would let whoever wrote the token write headers. */
  static boolean isHeaderSafe(char[] text) {
    if (text.length == 0 || text.length > LONGEST) {
      return false;
    }
    for (char c : text) {
      if (c <= ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }
}
