/**
 * The operations of KMIP 2.1 that a key-management client needs, and what the server's answers
 * mean.
 */
package dev.provisioning.kms.cosmian.kmip;
