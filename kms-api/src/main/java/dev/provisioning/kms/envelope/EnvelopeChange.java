package dev.provisioning.kms.envelope;

/** How an operation changed a file. */
public enum EnvelopeChange {
  /** The header was replaced; no frame was touched. */
  IN_PLACE,
  /** The file was copied with a new header, because the old one had no room or only one slot. */
  COPIED,
  /** The content was sealed again under a fresh data key. */
  RESEALED
}
