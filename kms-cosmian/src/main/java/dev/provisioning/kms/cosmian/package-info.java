/** The backend for Cosmian (Eviden) KMS, over KMIP JSON. */
package dev.provisioning.kms.cosmian;
