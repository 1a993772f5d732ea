package dev.provisioning.kms.service.cli.migrate;

/** How far a run goes. */
public enum Mode {
  /** Changes files. */
  MOVE,
  /** Reads headers, opens nothing, changes nothing. */
  LOOK,
  /** Opens everything, changes nothing. */
  VERIFY
}
