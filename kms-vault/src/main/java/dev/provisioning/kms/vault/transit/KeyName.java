package dev.provisioning.kms.vault.transit;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key's full name. Its text, {@code mount/name} or {@code namespace:mount/name}, is what stands
 * in ciphertexts. Every part is made of letters that need no escape in a path.
 *
 * @param namespace empty for the root namespace
 * @param mount where the secrets engine is mounted
 * @param name the key's name
 */
public record KeyName(String namespace, String mount, String name) {
  private static final String SEGMENT = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
  private static final Pattern PATH = Pattern.compile(SEGMENT + "(/" + SEGMENT + "){0,15}");
  // GenericNameRegex of Vault's framework, in ASCII: no dash or dot at either end.
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,253}[A-Za-z0-9_])?");

  /**
   * Checks the parts.
   *
   * @param namespace see the record
   * @param mount see the record
   * @param name see the record
   * @throws IllegalArgumentException saying which part is wrong
   */
  public KeyName {
    if (!namespace.isEmpty()) {
      checkPath("a namespace", namespace);
    }
    // No slash at the ends: one key must have one name.
    checkPath("a mount point", mount);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a key's name is made of letters, digits, _, - and ., and begins and ends with one of the"
              + " first three");
    }
  }

  /**
   * Checks a namespace or a mount point.
   *
   * @param what how a message calls it
   * @param text the path; slashes at its ends are ignored
   * @return the path without them
   * @throws IllegalArgumentException if it is no path
   */
  public static String path(String what, String text) {
    int from = 0;
    int to = text.length();
    while (from < to && text.charAt(from) == '/') {
      from++;
    }
    while (to > from && text.charAt(to - 1) == '/') {
      to--;
    }
    return checkPath(what, text.substring(from, to));
  }

  private static String checkPath(String what, String path) {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          what + " is a path of letters, digits, _, - and ., such as transit or team/transit");
    }
    return path;
  }

  /**
   * Reads the text of a key as a configuration or a ciphertext has it.
   *
   * @param text a bare name, {@code mount/name}, or the full name
   * @param namespace the namespace of the configuration, where the text names none
   * @param mount the mount point of the configuration, where the text names none
   * @return the full name; empty for a text that is none
   */
  public static Optional<KeyName> parse(String text, String namespace, String mount) {
    try {
      int colon = text.indexOf(':');
      String space = colon < 0 ? namespace : text.substring(0, colon);
      String rest = text.substring(colon + 1);
      int slash = rest.lastIndexOf('/');
      // With a namespace goes a mount: the text is a full name or none at all.
      if (colon >= 0 && (slash < 0 || colon == 0)) {
        return Optional.empty();
      }
      return Optional.of(
          new KeyName(
              space, slash < 0 ? mount : rest.substring(0, slash), rest.substring(slash + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  String at(String operation) {
    return mount + "/" + operation + "/" + name;
  }

  @Override
  public String toString() {
    return (namespace.isEmpty() ? "" : namespace + ":") + mount + "/" + name;
  }
}
