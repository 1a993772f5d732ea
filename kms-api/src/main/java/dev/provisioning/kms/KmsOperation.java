package dev.provisioning.kms;

/** The operations of {@link KmsClient} and {@link Kms}, as errors and events name them. */
public enum KmsOperation {
  /** Opening a configuration. */
  CONNECT("connect"),
  /** {@link KmsClient#encrypt}. */
  ENCRYPT("encrypt"),
  /** {@link KmsClient#decrypt}. */
  DECRYPT("decrypt"),
  /** {@link KmsClient#generateDataKey}. */
  GENERATE_DATA_KEY("generate-data-key"),
  /** {@link KmsClient#decryptDataKey}. */
  DECRYPT_DATA_KEY("decrypt-data-key"),
  /** {@link KmsClient#rewrap}. */
  REWRAP("rewrap"),
  /** {@link KmsClient#describeKey}. */
  DESCRIBE_KEY("describe-key"),
  /** {@link KmsClient#createKey}. */
  CREATE_KEY("create-key"),
  /** {@link KmsClient#rotateKey}. */
  ROTATE_KEY("rotate-key"),
  /** {@link KmsClient#rotateKeyEvery}. */
  SCHEDULE_ROTATION("schedule-rotation"),
  /** {@link Kms#health}. */
  HEALTH("health");

  private final String text;

  KmsOperation(String text) {
    this.text = text;
  }

  /**
   * Returns the name used in messages, audit records and metrics.
   *
   * @return lower case with hyphens, such as {@code generate-data-key}
   */
  public String text() {
    return text;
  }

  /** A second try of these leaves nothing behind that the first one did not. */
  boolean idempotent() {
    return this != ROTATE_KEY && this != CREATE_KEY;
  }
}
