package dev.provisioning.kms.age.format;

/** The stanza types that have rules here. Types are case-sensitive. */
public final class StanzaType {
  /** A file key wrapped for one Curve25519 public key. */
  public static final String X25519 = "X25519";

  /** A file key wrapped with a passphrase. */
  public static final String SCRYPT = "scrypt";

  /** A MAC of the encryption context, see README.md. */
  public static final String CONTEXT = "kms.provisioning.dev/kms-context";

  /** The only argument of a context stanza. */
  public static final String CONTEXT_VERSION = "1";

  private StanzaType() {}
}
