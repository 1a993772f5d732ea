package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.cosmian.blob.BoundData;
import dev.provisioning.kms.cosmian.kmip.EncryptInput;
import dev.provisioning.kms.cosmian.kmip.KeyAttributes;
import dev.provisioning.kms.cosmian.kmip.Kmip;
import dev.provisioning.kms.cosmian.kmip.VersionProbe;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What is asked about keys and done to them. */
final class CosmianKeys {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Kmip kmip;
  private final VersionProbe versions;

  CosmianKeys(Kmip kmip, VersionProbe versions) {
    this.kmip = kmip;
    this.versions = versions;
  }

  KeyInfo describe(String name) {
    return info(name, newest(name));
  }

  /**
   * The newest generation. GetAttributes knows a keyset's name as its first generation alone; what
   * encrypting names in its answer is the newest.
   */
  private KeyAttributes newest(String name) {
    KeyAttributes first = kmip.attributes(name);
    if (first.latest() || first.rotateName().filter(name::equals).isEmpty()) {
      return first;
    }
    byte[] nothing = {0};
    EncryptInput probe = new EncryptInput(nothing, BoundData.of(false, EncryptionContext.empty()));
    return kmip.attributes(kmip.encrypt(name, probe).uid());
  }

  private static KeyInfo info(String name, KeyAttributes key) {
    Map<String, String> details = new TreeMap<>();
    details.put("uid", key.uid());
    key.rotateName().ifPresent(keyset -> details.put("keyset", keyset));
    if (key.rotateInterval() > 0) {
      details.put("rotation_interval", Duration.ofSeconds(key.rotateInterval()).toString());
    }
    KeyInfo.State state =
        switch (key.state()) {
          case "Active" -> KeyInfo.State.ENABLED;
          case "Destroyed", "Destroyed_Compromised" -> KeyInfo.State.DESTROYED;
          default -> KeyInfo.State.DISABLED;
        };
    details.put("server_state", key.state());
    return new KeyInfo(name, KeyNames.generationOf(key.uid()), state, key.algorithm(), details);
  }

  KeyInfo create(String name) {
    try {
      return describe(name);
    } catch (KmsException e) {
      if (e.code() != ErrorCode.KEY_NOT_FOUND) {
        throw e;
      }
      kmip.create(name);
      return describe(name);
    }
  }

  KeyInfo rotate(String name) {
    KeyAttributes key = newest(name);
    boolean uuid = UUID.matcher(name).matches();
    if (!uuid && key.rotateName().isEmpty() && versions.server().hasKeysets()) {
      // Else the new key would get a name of the server's, and this one could not encrypt any more.
      kmip.nameKeyset(name);
    }
    String made = kmip.reKey(name);
    return info(KeyNames.nameOf(made), kmip.attributes(made));
  }

  KeyInfo rotateEvery(String name, Duration interval) {
    if (!interval.equals(interval.truncatedTo(ChronoUnit.SECONDS))
        || (!interval.isZero() && interval.compareTo(Duration.ofMinutes(1)) < 0)) {
      throw KmsException.of(
          ErrorCode.INVALID_ARGUMENT, "the server rotates in whole seconds, every minute at most");
    }
    KeyAttributes key = newest(name);
    if (!interval.isZero() && key.rotateName().isEmpty()) {
      if (UUID.matcher(name).matches()) {
        throw KmsException.of(
            ErrorCode.UNSUPPORTED,
            "a key that is named by a UUID gets another name when it rotates; create one by name");
      }
      kmip.nameKeyset(name);
    }
    kmip.rotateEvery(key.uid(), interval.toSeconds());
    return describe(name);
  }
}
