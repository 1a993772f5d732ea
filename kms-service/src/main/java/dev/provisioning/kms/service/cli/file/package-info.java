/** Encrypting and decrypting whole files. */
package dev.provisioning.kms.service.cli.file;
