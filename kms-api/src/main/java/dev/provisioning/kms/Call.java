package dev.provisioning.kms;

/**
 * One operation, as errors and events describe it.
 *
 * @param operation what was asked for
 * @param connection whom
 * @param keyId with which key
 * @param context under which context, without our own entries
 * @param inputBytes the size of what was passed in
 */
record Call(
    KmsOperation operation,
    Connection connection,
    String keyId,
    EncryptionContext context,
    long inputBytes) {}
