package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key's name and its versions. The server calls the first generation {@code orders} and the later
 * ones {@code orders@1}, {@code orders@2} and so on; a key without generations gets a successor
 * with a UUID of its own. Ciphertexts name the key in their header, and the generation, or the
 * successor, as its version.
 */
final class KeyNames {
  static final String FIRST = "0";

  /** A leading bracket would ask the server for tags, {@code @} is its mark of a generation. */
  private static final Pattern NAME =
      Pattern.compile("[!-~&&[^@\"\\\\\\[]][!-~&&[^@\"\\\\]]{0,1023}");

  private static final Pattern GENERATION = Pattern.compile("[1-9][0-9]{0,8}");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private KeyNames() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** After a UUID the server takes {@code @} for a part of the id. */
  static boolean isUuid(String text) {
    return UUID.matcher(text).matches();
  }

  /** The key's name without its generation. */
  static String nameOf(String uid) {
    int at = uid.lastIndexOf('@');
    return at >= 0 && GENERATION.matcher(uid.substring(at + 1)).matches()
        ? uid.substring(0, at)
        : uid;
  }

  /**
   * The version that an id of the server is.
   *
   * @param name the key
   * @param uid what the server answered, or a blob says
   * @return a generation, or the id of a successor; empty if it is no version of this key
   */
  static Optional<String> versionOf(String name, String uid) {
    if (uid.equals(name)) {
      return Optional.of(FIRST);
    }
    if (!isUuid(name) && uid.startsWith(name + "@")) {
      return Optional.of(uid.substring(name.length() + 1))
          .filter(generation -> GENERATION.matcher(generation).matches());
    }
    return Optional.of(uid).filter(KeyNames::isUuid);
  }

  /** Whether an id is a version of a key by its form alone; else the server has to link the two. */
  static boolean isGeneration(String name, String uid) {
    return uid.equals(name) || (!isUuid(name) && nameOf(uid).equals(name));
  }

  static String checked(String keyId) {
    String name = nameOf(keyId);
    if (!isName(name)) {
      throw KmsException.of(ErrorCode.INVALID_ARGUMENT, "this is no id of a key");
    }
    return name;
  }
}
