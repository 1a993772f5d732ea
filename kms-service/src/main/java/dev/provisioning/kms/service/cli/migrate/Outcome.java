package dev.provisioning.kms.service.cli.migrate;

/** What happened to a file or a line; in a dry run, what would. */
public enum Outcome {
  /** It is under the key now. */
  MOVED,
  /** It was already. */
  CURRENT,
  /** It is none of ours. */
  SKIPPED,
  /** It is in a backend's own format and stays. */
  NATIVE
}
