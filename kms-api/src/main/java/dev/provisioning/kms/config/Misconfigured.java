package dev.provisioning.kms.config;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.ConfigOrigin;

/** Makes the errors of a configuration: one line, the place first, never a value. */
final class Misconfigured {
  private Misconfigured() {}

  static KmsException because(String why) {
    return KmsException.of(ErrorCode.CONFIGURATION, why);
  }

  static KmsException at(ConfigOrigin place, String why) {
    return because(place + ": " + why);
  }
}
