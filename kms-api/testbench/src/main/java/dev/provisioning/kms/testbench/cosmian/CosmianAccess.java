package dev.provisioning.kms.testbench.cosmian;

/** How a server wants to know its clients. */
public enum CosmianAccess {
  /** Everybody is the user {@code admin}. */
  OPEN,
  /** Everybody with the API token is the user {@code admin}. */
  TOKEN,
  /** TLS; the user is the common name of the client's certificate. */
  CERTIFICATE
}
