package dev.provisioning.kms;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys that a section lists: logical names with their ids, and further ids. A header of a
 * ciphertext only picks from these (design, 11).
 */
final class AllowedKeys {
  /** Versions of a key, as Cosmian ({@code name@2}) and RustyVault ({@code name.v2}) write them. */
  private static final Pattern VERSIONED = Pattern.compile("(.+?)(?:@|\\.v)\\d{1,10}");

  /** A multi-Region key of AWS is one key in every Region of its partition and account. */
  private static final Pattern MULTI_REGION =
      Pattern.compile("(arn:[a-z-]+:kms:)[a-z0-9-]+(:\\d{12}:key/mrk-[0-9a-f]+)");

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
    names.forEach(
        (name, id) -> {
          boolean star = name.indexOf('*') >= 0 || id.indexOf('*') >= 0;
          if (!star) {
            named.put(name, id);
            ids.add(id);
          } else if (endsInOnlyStar(name) && endsInOnlyStar(id)) {
            patterns.put(head(name), head(id));
          } else {
            throw KmsException.of(
                ErrorCode.CONFIGURATION,
                "in keys, * stands once, at the end of both name and id: " + name);
          }
        });
    ids.addAll(more);
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
    for (Map.Entry<String, String> pattern : patterns.entrySet()) {
      Optional<String> rest = rest(key, pattern.getKey());
      if (rest.isPresent()) {
        return rest.map(r -> pattern.getValue() + r);
      }
    }
    return allows(key) ? Optional.of(key) : Optional.empty();
  }

  /** Whether an id is listed: itself, as a version of a listed key, or in another Region. */
  boolean allows(String keyId) {
    return listed(keyId)
        || matched(VERSIONED, keyId).map(m -> listed(m.group(1))).orElse(false)
        || multiRegion(keyId).map(this::listedInAnyRegion).orElse(false);
  }

  private boolean listed(String keyId) {
    return ids.contains(keyId)
        || patterns.values().stream().anyMatch(head -> rest(keyId, head).isPresent());
  }

  private boolean listedInAnyRegion(String key) {
    return ids.stream().anyMatch(id -> multiRegion(id).filter(key::equals).isPresent());
  }

  private static Optional<String> multiRegion(String arn) {
    return matched(MULTI_REGION, arn).map(m -> m.group(1) + m.group(2));
  }

  private static Optional<Matcher> matched(Pattern pattern, String text) {
    return Optional.of(pattern.matcher(text)).filter(Matcher::matches);
  }

  private static Optional<String> rest(String text, String head) {
    return text.startsWith(head)
        ? Optional.of(text.substring(head.length())).filter(r -> STAR.matcher(r).matches())
        : Optional.empty();
  }
}
