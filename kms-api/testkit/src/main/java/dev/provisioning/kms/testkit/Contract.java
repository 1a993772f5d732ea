package dev.provisioning.kms.testkit;

import dev.provisioning.kms.Kms;

/** What every theme of the contract builds on. */
interface Contract {
  Fixture fixture();

  /** The backend under test on its first key. */
  default Kms kms() {
    return fixture().kms();
  }
}
