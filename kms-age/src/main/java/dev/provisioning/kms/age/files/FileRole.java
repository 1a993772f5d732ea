package dev.provisioning.kms.age.files;

/** What a configured file is for. */
public enum FileRole {
  /** Holds identities. */
  PRIVATE_KEYS("private key file", true),
  /** Holds recipients, and so decides who can read. */
  RECIPIENTS("recipients file", false);

  private final String words;
  private final boolean secret;

  FileRole(String words, boolean secret) {
    this.words = words;
    this.secret = secret;
  }

  /**
   * Names the role in messages.
   *
   * @return such as {@code private key file}
   */
  public String words() {
    return words;
  }

  boolean secret() {
    return secret;
  }
}
