package dev.provisioning.kms.testbench.vault;

/** What a server is in its cluster; health answers another status for each. */
public enum VaultRole {
  /** 200. */
  ACTIVE,
  /** 429. */
  STANDBY,
  /** 473. */
  PERFORMANCE_STANDBY,
  /** 472. */
  DR_SECONDARY,
  /** 501. */
  UNINITIALIZED
}
