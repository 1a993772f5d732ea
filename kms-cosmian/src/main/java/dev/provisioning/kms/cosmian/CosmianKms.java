package dev.provisioning.kms.cosmian;

/** The backend for Cosmian (Eviden) KMS, over KMIP JSON. */
public final class CosmianKms {
  private CosmianKms() {}
}
