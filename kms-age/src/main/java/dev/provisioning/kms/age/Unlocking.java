package dev.provisioning.kms.age;

import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.format.Header;

/** Finds the file key of a header. */
@FunctionalInterface
interface Unlocking {
  /** Returns the file key, which the caller closes; neither header nor context is verified. */
  FileKey unwrap(Header header) throws AgeException;
}
