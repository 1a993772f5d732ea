package dev.provisioning.kms;

/** Compares key versions, which most servers count and some name. */
final class KeyVersions {
  private KeyVersions() {}

  /**
   * Whether a ciphertext is behind. Where both are numbers, one above the current version is not:
   * the current one may have been seen up to a minute ago.
   */
  static boolean isOlder(String version, String current) {
    if (isNumber(version) && isNumber(current)) {
      return Long.parseLong(version) < Long.parseLong(current);
    }
    return !version.equals(current);
  }

  private static boolean isNumber(String s) {
    return !s.isEmpty() && s.length() <= 18 && s.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
