package dev.provisioning.kms.testbench.vault;

import java.util.Base64;

/** Standard base64 with padding as Go's decoder takes it: line ends are ignored. */
final class GoBase64 {
  private GoBase64() {}

  static byte[] decode(String text) {
    String compact = text.replace("\r", "").replace("\n", "");
    int bad = firstBad(compact);
    if (bad >= 0) {
      throw Refusal.bad("illegal base64 data at input byte " + bad);
    }
    return Base64.getDecoder().decode(compact);
  }

  /** Where Go stops: at the first foreign character, or at the group that is not complete. */
  private static int firstBad(String text) {
    int end = text.length();
    int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    for (int i = 0; i < end - padding; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!letter && c != '+' && c != '/') {
        return i;
      }
    }
    return end % 4 == 0 ? -1 : end / 4 * 4;
  }
}
