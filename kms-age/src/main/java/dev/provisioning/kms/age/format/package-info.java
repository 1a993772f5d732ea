/** Bytes to structures and back, strict and bounded: header, stanza, base64, armor, Bech32. */
package dev.provisioning.kms.age.format;
