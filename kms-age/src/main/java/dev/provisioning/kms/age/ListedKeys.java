package dev.provisioning.kms.age;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys that the configuration lists beside the default key, such as those of tenants. */
final class ListedKeys {
  private final Map<String, String> idsByName;
  private final Map<String, AgeEncryption> encryptionsById;

  ListedKeys(Map<String, AgeRecipient> byName) {
    Map<String, String> ids = new LinkedHashMap<>();
    Map<String, AgeEncryption> encryptions = new LinkedHashMap<>();
    byName.forEach(
        (name, recipient) -> {
          ids.put(name, recipient.toString());
          encryptions.put(recipient.toString(), Age.encryptTo(List.of(recipient)));
        });
    idsByName = Collections.unmodifiableMap(ids);
    encryptionsById = encryptions;
  }

  Map<String, String> idsByName() {
    return idsByName;
  }

  /** The logical name of a key, which is its id where only that is listed. */
  Optional<String> nameOf(String id) {
    return idsByName.entrySet().stream()
        .filter(e -> e.getValue().equals(id))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  Set<String> ids() {
    return Collections.unmodifiableSet(encryptionsById.keySet());
  }

  Optional<AgeEncryption> encryption(String id) {
    return Optional.ofNullable(encryptionsById.get(id));
  }
}
