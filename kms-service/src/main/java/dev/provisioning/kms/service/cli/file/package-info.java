/** Encrypting and decrypting whole files in the backend's own format. */
package dev.provisioning.kms.service.cli.file;
