package dev.provisioning.kms.envelope;

/** What sealed bytes are. */
public enum EnvelopeForm {
  /** An envelope as byte arrays and streams have it: one list of wrapped keys. */
  STREAM,
  /** An envelope as files have it: two slots for the list, so that it is replaced in place. */
  FILE,
  /** No envelope: what {@link dev.provisioning.kms.KmsClient#encrypt} makes. */
  CIPHERTEXT;

  /** Tells the two forms of envelopes apart, and refuses what is none. */
  boolean isOfFiles() {
    if (this == CIPHERTEXT) {
      throw new IllegalArgumentException("a ciphertext is no form of an envelope");
    }
    return this == FILE;
  }
}
