package dev.provisioning.kms.testbench.cosmian;

/** The versions of the server between which its behaviour changed. */
public enum CosmianEra {
  /**
   * 4.22.1: no batches, no {@code /health}, an IV by another name, errors of decryption are 500.
   */
  V4_22("4.22.1", 4, 22),
  /** 5.12.1: batches; ReKey replaces a key in place; errors of decryption are 500. */
  V5_12("5.12.1", 5, 12),
  /** 5.22.0: keys need an activation date; ReKey still replaces a key in place. */
  V5_22("5.22.0", 5, 22),
  /** 5.24.0: ReKey makes a key with a new id and leaves the old one as it is. */
  V5_24("5.24.0", 5, 24),
  /** 5.26.0: keysets; what is deactivated still decrypts. */
  V5_26("5.26.0", 5, 26),
  /** 5.28.0: the version of the real server that the differential test compares. */
  V5_28("5.28.0", 5, 28);

  private final String version;
  private final int major;
  private final int minor;

  CosmianEra(String version, int major, int minor) {
    this.version = version;
    this.major = major;
    this.minor = minor;
  }

  /**
   * Returns the version, as {@code /version} begins.
   *
   * @return such as {@code 5.28.0}
   */
  public String version() {
    return version;
  }

  /**
   * Tells whether this server is as new as another one.
   *
   * @param otherMajor the other one's major version
   * @param otherMinor the other one's minor version
   * @return true if it is as new or newer
   */
  public boolean atLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }

  /** Generations of one name, which Encrypt and Decrypt resolve. */
  boolean hasKeysets() {
    return atLeast(5, 25);
  }

  /** ReKey gives the same id new bytes, and what the old ones encrypted is lost. */
  boolean rekeysInPlace() {
    return !atLeast(5, 23);
  }

  boolean hasBatches() {
    return atLeast(5, 0);
  }

  /** A key without an activation date is PreActive and does not encrypt. */
  boolean activatesByDate() {
    return atLeast(5, 13);
  }

  String ivTag() {
    return atLeast(5, 0) ? "IVCounterNonce" : "IvCounterNonce";
  }
}
