package dev.provisioning.kms;

/**
 * One operation, as errors and events describe it.
 *
 * @param operation what was asked for
 * @param connection whom
 * @param keyId with which key; empty if it is not known
 * @param keyVersion in which version; empty until the backend says
 * @param context under which context, without our own entries
 * @param inputBytes the size of what was passed in
 */
record Call(
    KmsOperation operation,
    Connection connection,
    String keyId,
    String keyVersion,
    EncryptionContext context,
    long inputBytes) {

  static Call encrypting(
      KmsOperation operation,
      Connection connection,
      String keyId,
      EncryptionContext context,
      long bytes) {
    return new Call(operation, connection, keyId, "", context, bytes);
  }

  static Call opening(
      KmsOperation operation, Connection connection, Ciphertext c, EncryptionContext context) {
    return new Call(operation, connection, c.keyId(), c.keyVersion(), context, c.blobLength());
  }

  /**
   * The failure with its place. A driver's text may hold what must not be shown: it stays a cause.
   */
  KmsException place(Throwable failure) {
    KmsException known =
        failure instanceof KmsException k
            ? k
            : KmsException.of(
                ErrorCode.INTERNAL,
                "the backend failed with " + failure.getClass().getName() + "; this is a defect",
                failure);
    return known.in(operation, connection.scheme(), keyId.isEmpty() ? null : keyId);
  }
}
