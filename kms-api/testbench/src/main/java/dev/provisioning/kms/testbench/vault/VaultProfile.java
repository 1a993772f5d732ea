package dev.provisioning.kms.testbench.vault;

/** Which server the stand-in plays. */
public enum VaultProfile {
  /** HashiCorp Vault 1.21, community edition: what the real server of the bench is. */
  VAULT_1_21("1.21.0"),

  /** OpenBao 2.6: namespaces, at most 1000 strings a request, associated data on data keys. */
  OPENBAO("2.6.2"),

  /** Vault before 1.11: ignores associated data without a word, and has no key_version answers. */
  SILENTLY_OLD("1.10.0"),

  /** Vault 1.11 to 1.12: ignores associated data and says so in a warning. */
  OLD("1.12.0"),

  /** Vault Enterprise: namespaces; the first answer of a Transit mount is a 412. */
  ENTERPRISE("1.21.0+ent");

  private final String version;

  VaultProfile(String version) {
    this.version = version;
  }

  /** The version that health and seal status report. */
  public String version() {
    return version;
  }

  boolean hasNamespaces() {
    return this == OPENBAO || this == ENTERPRISE;
  }

  boolean bindsAssociatedData() {
    return this != OLD && this != SILENTLY_OLD;
  }

  boolean warns() {
    return this != SILENTLY_OLD;
  }

  /** OpenBao 2.4.1: max_request_json_strings; names count. */
  int maxStrings() {
    return this == OPENBAO ? 1000 : Integer.MAX_VALUE;
  }

  /** Vault 1.21: max_json_string_value_length. */
  int maxStringLength() {
    return this == VAULT_1_21 || this == ENTERPRISE ? 1024 * 1024 : Integer.MAX_VALUE;
  }

  /** Old servers answer 204 where newer ones answer the key. */
  boolean answersKeyChanges() {
    return bindsAssociatedData();
  }
}
