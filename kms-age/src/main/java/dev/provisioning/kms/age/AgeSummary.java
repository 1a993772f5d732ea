package dev.provisioning.kms.age;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the header of a file tells without any identity. Nothing of it is authenticated.
 *
 * @param armored whether the file is in the text form
 * @param stanzas how many stanzas of each type it has, in the order of their first appearance, the
 *     context stanza included
 * @param contextBound whether it is bound to an encryption context
 */
public record AgeSummary(boolean armored, Map<String, Integer> stanzas, boolean contextBound) {
  /**
   * Copies the map.
   *
   * @param armored whether the file is in the text form
   * @param stanzas how many stanzas of each type it has
   * @param contextBound whether it is bound to an encryption context
   */
  public AgeSummary {
    stanzas = Collections.unmodifiableMap(new LinkedHashMap<>(stanzas));
  }
}
