package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.service.cli.option.JsonOption;
import java.util.Locale;

/** A key as a result. */
final class KeyFacts {
  private KeyFacts() {}

  static String of(KeyInfo key, JsonOption json) {
    Facts facts = addTo(new Facts(), key);
    return json.isOn() ? facts.json() : facts.text();
  }

  static Facts addTo(Facts facts, KeyInfo key) {
    return facts
        .add("key_id", key.keyId())
        .add("key_version", key.version())
        .add("state", key.state().name().toLowerCase(Locale.ROOT))
        .add("algorithm", key.algorithm())
        .add("details", key.details());
  }
}
