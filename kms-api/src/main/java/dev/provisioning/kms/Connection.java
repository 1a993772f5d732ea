package dev.provisioning.kms;

import dev.provisioning.kms.spi.KmsBackend;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One opened backend with what its section says about it.
 *
 * @param section the section's name, which never enters a ciphertext
 * @param backend the backend
 * @param keys the keys that may be used
 * @param maxPlaintext the largest plaintext, in bytes
 * @param contextHint whether headers list the context keys
 * @param retry how often and how long to try
 * @param versions the current versions of keys, as last seen
 */
record Connection(
    String section,
    KmsBackend backend,
    AllowedKeys keys,
    int maxPlaintext,
    boolean contextHint,
    RetryPolicy retry,
    KeyInfoCache versions) {

  String scheme() {
    return backend.scheme();
  }

  boolean can(Capability capability) {
    return capabilities().contains(capability);
  }

  Set<Capability> capabilities() {
    return backend.capabilities();
  }

  /**
   * Whether the header of a ciphertext names this scheme and a key that may be used here.
   *
   * @param onlyKey the one key of a view; null for a client of all listed keys
   */
  boolean admits(Ciphertext ciphertext, @Nullable String onlyKey) {
    String named = ciphertext.keyId();
    if (!ciphertext.backend().equals(scheme())) {
      return false;
    }
    return onlyKey == null
        ? keys.allows(named, backend::isSameKey) || backend.opens(named)
        : backend.isSameKey(onlyKey, named);
  }
}
