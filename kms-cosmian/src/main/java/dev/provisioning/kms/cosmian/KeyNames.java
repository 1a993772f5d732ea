package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.regex.Pattern;

/**
 * A key's name and its generations: the server calls the first one {@code orders} and the later
 * ones {@code orders@1}, {@code orders@2} and so on. Ciphertexts name the key in their header, and
 * the generation as its version.
 */
final class KeyNames {
  private static final Pattern NAME = Pattern.compile("[!-~&&[^@]]{1,1024}");
  private static final Pattern GENERATION = Pattern.compile("[1-9][0-9]{0,8}");

  private KeyNames() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The key's name without its generation. */
  static String nameOf(String uid) {
    int at = uid.lastIndexOf('@');
    return at >= 0 && GENERATION.matcher(uid.substring(at + 1)).matches()
        ? uid.substring(0, at)
        : uid;
  }

  /** The generation; 0 for the first one, and where a key has no others. */
  static String generationOf(String uid) {
    String name = nameOf(uid);
    return name.length() == uid.length() ? "0" : uid.substring(name.length() + 1);
  }

  static String checked(String keyId) {
    String name = nameOf(keyId);
    if (!isName(name)) {
      throw KmsException.of(ErrorCode.INVALID_ARGUMENT, "this is no id of a key");
    }
    return name;
  }
}
