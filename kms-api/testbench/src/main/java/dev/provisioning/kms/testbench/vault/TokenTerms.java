package dev.provisioning.kms.testbench.vault;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a token is made with. Times are seconds, 0 where there is none.
 *
 * @param ttl the lease; 0 becomes the server's 32 days, but for root
 * @param maxTtl the longest life over all renewals, of the token itself or of its role
 * @param period a lease that renewals do not shorten
 * @param explicitMax whether {@code maxTtl} was asked for the token itself
 */
record TokenTerms(
    List<String> policies,
    long ttl,
    long maxTtl,
    long period,
    int uses,
    boolean renewable,
    String type,
    String displayName,
    Map<String, String> metadata,
    boolean explicitMax) {
  static final long SYSTEM_TTL = 2_764_800;

  boolean isBatch() {
    return type.equals("batch");
  }

  boolean isRoot() {
    return policies.contains("root");
  }

  long firstTtl() {
    if (isRoot() && ttl == 0) {
      return 0;
    }
    long wanted = period > 0 ? period : ttl > 0 ? ttl : SYSTEM_TTL;
    return maxTtl > 0 ? Math.min(wanted, maxTtl) : Math.min(wanted, SYSTEM_TTL);
  }

  /** Sorted, and with {@code default} unless told otherwise. */
  static List<String> withDefault(List<String> policies, boolean noDefault) {
    TreeSet<String> all = new TreeSet<>(policies);
    if (!noDefault && !all.contains("root")) {
      all.add("default");
    }
    return List.copyOf(all);
  }

  /** Of a role or user of a login method: the parameters that all of them share. */
  static TokenTerms ofRole(Params params, String displayName, Map<String, String> metadata) {
    List<String> policies = params.texts("token_policies");
    String type = params.text("token_type");
    boolean batch = type.equals("batch");
    return new TokenTerms(
        withDefault(
            policies.isEmpty() ? params.texts("policies") : policies,
            params.flag("token_no_default_policy")),
        params.seconds("token_ttl", 0),
        params.seconds("token_max_ttl", 0),
        params.seconds("token_period", 0),
        params.integer("token_num_uses", 0),
        !batch,
        batch ? "batch" : "service",
        displayName,
        metadata,
        false);
  }
}
