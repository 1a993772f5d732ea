package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;

/**
 * A client, and what of a message it may open.
 *
 * @param number the client's place in the order of attempts
 * @param holder the client
 * @param ciphertext a wrapped key that it admits, or a ciphertext that is no envelope
 */
record Candidate(int number, KeyHolder holder, Ciphertext ciphertext) {
  boolean offline() {
    return holder.offline();
  }
}
