package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;

/**
 * A client, and what of a message it may open.
 *
 * @param number the client's place in the order of attempts
 * @param holder the client
 * @param ciphertext a wrapped key that it admits, or a ciphertext that is no envelope
 * @param servers how many servers it may have to ask; a client that needs none for its own key may
 *     route others to several
 */
record Candidate(int number, KeyHolder holder, Ciphertext ciphertext, int servers) {
  boolean offline() {
    return servers == 0;
  }
}
