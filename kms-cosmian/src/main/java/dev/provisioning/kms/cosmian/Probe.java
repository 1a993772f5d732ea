package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.cosmian.blob.BoundData;
import dev.provisioning.kms.cosmian.kmip.EncryptInput;

/** A byte that is encrypted to see whether, and with which generation, a key encrypts. */
final class Probe {
  private Probe() {}

  static EncryptInput input() {
    return new EncryptInput(new byte[1], BoundData.of(false, EncryptionContext.empty()));
  }
}
