package dev.provisioning.kms.age.format;

/**
 * Bounds on what is read before anything is authenticated.
 *
 * @param headerBytes the longest header, from the version line to the MAC line
 * @param stanzas the most stanzas of any type
 */
public record Limits(int headerBytes, int stanzas) {
  /** For a whole message in memory. */
  public static final Limits MESSAGE = new Limits(64 * 1024, 128);

  /** For files and streams. */
  public static final Limits STREAM = new Limits(1024 * 1024, 4096);

  /**
   * The most attempts to open one header, with an identity on an X25519 stanza: every attempt costs
   * a scalar multiplication.
   */
  public static final int ATTEMPTS = 4096;
}
