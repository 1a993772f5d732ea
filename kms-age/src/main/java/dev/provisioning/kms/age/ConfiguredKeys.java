package dev.provisioning.kms.age;

import java.util.List;
import java.util.Set;

/**
 * What a configuration says about keys, which a rotation cannot edit.
 *
 * @param listed the ids of keys of their own, as those of tenants
 * @param recipients those beside the recipients file
 */
record ConfiguredKeys(Set<String> listed, List<AgeRecipient> recipients) {
  static final ConfiguredKeys NONE = new ConfiguredKeys(Set.of(), List.of());
}
