/** What is kept with a ciphertext, and how plaintexts that the server would misread are escaped. */
package dev.provisioning.kms.cosmian.blob;
