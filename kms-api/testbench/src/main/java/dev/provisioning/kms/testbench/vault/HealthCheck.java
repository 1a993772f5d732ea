package dev.provisioning.kms.testbench.vault;

import java.util.LinkedHashMap;
import java.util.Map;

/** {@code sys/health}: the status is the answer. */
final class HealthCheck {
  private final VaultState state;
  private volatile VaultRole role = VaultRole.ACTIVE;

  HealthCheck(VaultState state) {
    this.state = state;
  }

  void role(VaultRole now) {
    role = now;
  }

  Answer answer(Map<String, String> query) {
    boolean sealed = state.seal.isSealed();
    VaultRole now = role;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("initialized", now != VaultRole.UNINITIALIZED);
    body.put("sealed", sealed);
    body.put("standby", sealed || now == VaultRole.STANDBY || now == VaultRole.PERFORMANCE_STANDBY);
    body.put("performance_standby", now == VaultRole.PERFORMANCE_STANDBY);
    body.put("replication_performance_mode", sealed ? "unknown" : "disabled");
    body.put(
        "replication_dr_mode",
        sealed ? "unknown" : now == VaultRole.DR_SECONDARY ? "secondary" : "disabled");
    body.put("server_time_utc", state.clock.now().getEpochSecond());
    body.put("version", state.profile.version());
    body.put("enterprise", state.profile == VaultProfile.ENTERPRISE);
    if (!sealed) {
      body.put("cluster_name", "vault-cluster-stand-in");
      body.put("cluster_id", "00000000-0000-0000-0000-000000000000");
    }
    body.put("echo_duration_ms", 0);
    body.put("clock_skew_ms", 0);
    body.put("replication_primary_canary_age_ms", 0);
    body.put("removed_from_cluster", false);
    return Answer.bare(status(query, sealed, now), body);
  }

  private static int status(Map<String, String> query, boolean sealed, VaultRole now) {
    if (now == VaultRole.UNINITIALIZED) {
      return code(query, "uninitcode", 501);
    }
    if (sealed) {
      return code(query, "sealedcode", 503);
    }
    int active = code(query, "activecode", 200);
    return switch (now) {
      case STANDBY -> query.containsKey("standbyok") ? active : code(query, "standbycode", 429);
      case PERFORMANCE_STANDBY ->
          query.containsKey("perfstandbyok") ? active : code(query, "performancestandbycode", 473);
      case DR_SECONDARY -> code(query, "drsecondarycode", 472);
      default -> active;
    };
  }

  private static int code(Map<String, String> query, String name, int otherwise) {
    return query.containsKey(name) ? Integer.parseInt(query.get(name)) : otherwise;
  }
}
