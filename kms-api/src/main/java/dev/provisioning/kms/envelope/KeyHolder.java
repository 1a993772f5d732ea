package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.spi.EnvelopeKeys;
import java.util.Set;

/**
 * One client that can open the messages of an envelope.
 *
 * @param client the client
 * @param keys how it wraps data keys
 * @param offline whether asking it costs no call to a server
 * @param authenticated whether what it opens proves that its writer held a credential
 */
record KeyHolder(KmsClient client, EnvelopeKeys keys, boolean offline, boolean authenticated) {
  static KeyHolder of(KmsClient client) {
    Set<Capability> can = client.capabilities();
    return new KeyHolder(
        client,
        client.envelopeKeys(),
        can.contains(Capability.OFFLINE),
        can.contains(Capability.AUTHENTICATED));
  }

  boolean admits(Ciphertext wrapped) {
    return keys.admits(wrapped);
  }

  /** Whether a wrapped key is of this client's key in its newest version. */
  boolean isCurrent(Ciphertext wrapped) {
    return admits(wrapped) && !client.needsRewrap(wrapped);
  }
}
