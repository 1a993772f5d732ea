package dev.provisioning.kms.envelope;

import java.security.SecureRandom;

/**
 * What the operations of an envelope share.
 *
 * @param holders the clients
 * @param ciphers where AES-GCM comes from
 * @param workers the threads
 * @param random the source of data keys and message ids
 * @param slotPages the least size of the header slots of files, in pages
 * @param files how files are changed in place
 */
record Parts(
    KeyHolders holders,
    CipherSource ciphers,
    Workers workers,
    SecureRandom random,
    int slotPages,
    FileLayer files) {}
