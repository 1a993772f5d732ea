package dev.provisioning.kms.envelope;

import java.security.SecureRandom;

/**
 * What the operations of an envelope share.
 *
 * @param holders the clients
 * @param dataKeys where data keys come from
 * @param ciphers where AES-GCM comes from
 * @param workers the threads
 * @param random the source of message ids
 * @param slotPages the least size of the header slots of files, in pages
 * @param files how files are changed in place
 */
record Parts(
    KeyHolders holders,
    DataKeys dataKeys,
    CipherSource ciphers,
    Workers workers,
    SecureRandom random,
    int slotPages,
    FileLayer files) {}
