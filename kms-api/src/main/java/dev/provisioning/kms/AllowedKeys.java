package dev.provisioning.kms;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * The keys that a section lists: logical names with their ids, and further ids. A header of a
 * ciphertext only picks from these (design, 11).
 */
final class AllowedKeys {
  private static final Pattern STAR = Pattern.compile("[A-Za-z0-9._-]{1,256}");

  private final Map<String, String> named = new LinkedHashMap<>();
  private final Map<String, String> patterns = new LinkedHashMap<>();
  private final Set<String> ids = new HashSet<>();

  /**
   * Checks and takes the lists.
   *
   * @param names ids by logical name; both may end in one {@code *}
   * @param more further ids
   */
  AllowedKeys(Map<String, String> names, List<String> more) {
    names.forEach(this::take);
    more.forEach(id -> ids.add(checked("allowed_keys", id)));
  }

  private void take(String name, String id) {
    if (name.indexOf('*') < 0 && id.indexOf('*') < 0) {
      named.put(name, checked("keys." + name, id));
      ids.add(id);
    } else if (endsInOnlyStar(name) && endsInOnlyStar(id)) {
      patterns.put(head(name), head(id));
    } else {
      throw configuration("in keys, * stands once, at the end of both name and id: " + name);
    }
  }

  private static String checked(String setting, String id) {
    if (id.isEmpty() || id.indexOf('*') >= 0 || !CiphertextFormat.isVisibleAscii(id)) {
      throw configuration(
          setting + " has an id that is empty or not of visible ASCII characters without *");
    }
    return id;
  }

  private static KmsException configuration(String message) {
    return KmsException.of(ErrorCode.CONFIGURATION, message);
  }

  private static boolean endsInOnlyStar(String s) {
    return s.indexOf('*') == s.length() - 1;
  }

  private static String head(String s) {
    return s.substring(0, s.length() - 1);
  }

  /** The id of a logical name, or of an id that is listed. */
  Optional<String> resolve(String key) {
    if (named.containsKey(key)) {
      return Optional.of(named.get(key));
    }
    // The longest head is the one that was written for this name.
    return patterns.keySet().stream()
        .filter(head -> rest(key, head).isPresent())
        .max(Comparator.comparingInt(String::length))
        .map(head -> patterns.get(head) + rest(key, head).orElseThrow())
        .or(() -> Optional.of(key).filter(this::lists));
  }

  /**
   * Whether an id is listed.
   *
   * @param sameKey whether a listed id and an id in a header are one key
   */
  boolean allows(String keyId, BiPredicate<String, String> sameKey) {
    if (lists(keyId)) {
      return true;
    }
    for (String listed : ids) {
      if (sameKey.test(listed, keyId)) {
        return true;
      }
    }
    return false;
  }

  private boolean lists(String keyId) {
    if (ids.contains(keyId)) {
      return true;
    }
    for (String head : patterns.values()) {
      if (rest(keyId, head).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> rest(String text, String head) {
    return text.startsWith(head)
        ? Optional.of(text.substring(head.length())).filter(r -> STAR.matcher(r).matches())
        : Optional.empty();
  }
}
