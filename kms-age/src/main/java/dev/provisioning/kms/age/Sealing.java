package dev.provisioning.kms.age;

/**
 * How to encrypt under a key.
 *
 * @param keyId the key that the ciphertext will name
 * @param encryption to its recipients
 * @param recipients how many they are
 */
record Sealing(String keyId, AgeEncryption encryption, int recipients) {}
