/** The file key and what is derived from it, the X25519 wrap, the chunk cipher. */
package dev.provisioning.kms.age.crypto;
