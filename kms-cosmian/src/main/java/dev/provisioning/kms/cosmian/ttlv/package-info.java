/**
 * KMIP's TTLV in its JSON form (KMIP 2.1 profiles §5.5), as Cosmian's server reads and writes it.
 */
package dev.provisioning.kms.cosmian.ttlv;
