package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.KmsException;

/** Makes the error of a setting, in the words of where it was set: a file's line, or a builder. */
@FunctionalInterface
interface Complaint {
  KmsException about(String setting, String why);
}
