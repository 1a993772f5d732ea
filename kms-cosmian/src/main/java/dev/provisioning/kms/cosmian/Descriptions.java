package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.cosmian.kmip.KeyAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the server says of a key, in the words of the API. */
final class Descriptions {
  private Descriptions() {}

  static KeyInfo of(String name, KeyAttributes newest) {
    String version =
        KeyNames.versionOf(name, newest.uid())
            .orElseThrow(
                () ->
                    KmsException.of(
                        ErrorCode.INTERNAL, "the server described another key than asked"));
    Map<String, String> details = new TreeMap<>();
    details.put("server_state", newest.state());
    details.put("uid", newest.uid());
    if (newest.rotateInterval() > 0) {
      details.put("rotation_interval", Duration.ofSeconds(newest.rotateInterval()).toString());
    }
    return new KeyInfo(name, version, state(newest.state()), newest.algorithm(), details);
  }

  /** A new version of which nothing is known yet but its id: rotating leaves it active. */
  static KeyInfo ofRotated(String name, String made, KeyAttributes old) {
    return of(
        name,
        new KeyAttributes(made, "Active", old.algorithm(), old.rotateName(), 0, Optional.empty()));
  }

  private static KeyInfo.State state(String state) {
    return switch (state) {
      case "Active" -> KeyInfo.State.ENABLED;
      case "Destroyed", "Destroyed_Compromised" -> KeyInfo.State.DESTROYED;
      default -> KeyInfo.State.DISABLED;
    };
  }
}
