package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.Json;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An answer without what differs from run to run: times, tokens, ids and random bytes. */
final class Normalised {
  private static final Set<String> RANDOM =
      Set.of(
          "request_id",
          "client_token",
          "accessor",
          "id",
          "entity_id",
          "role_id",
          "secret_id",
          "secret_id_accessor",
          "expire_time",
          "issue_time",
          "creation_time",
          "last_renewal",
          "last_renewal_time",
          "server_time_utc",
          "cluster_id",
          "cluster_name",
          "build_date",
          "public_key",
          "storage_type",
          "ttl",
          "uuid");

  private Normalised() {}

  static String of(Step step, VaultAnswer answer) {
    boolean random = step.path().contains("datakey");
    String body = answer.body().isBlank() ? "" : body(answer.body(), random);
    return answer.status() + " " + body;
  }

  private static String body(String text, boolean random) {
    Object value = value("", Json.object(text), random);
    return Json.write(value);
  }

  private static @Nullable Object value(String name, @Nullable Object value, boolean random) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      map.forEach((key, inner) -> sorted.put(key.toString(), value(key.toString(), inner, random)));
      return sorted;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(inner -> String.valueOf(value(name, inner, random))).toList();
    }
    if (value == null || value.toString().isEmpty()) {
      return value;
    }
    if (RANDOM.contains(name) || name.matches("\\d+")) {
      return "<" + (name.matches("\\d+") ? "time" : name) + ">";
    }
    if (value instanceof String text && text.startsWith("vault:v")) {
      String[] parts = text.split(":", 3);
      return parts[1] + " of " + Base64.getDecoder().decode(parts[2]).length + " bytes";
    }
    if (random && name.equals("plaintext")) {
      return Base64.getDecoder().decode(value.toString()).length + " bytes";
    }
    if (name.equals("lease_duration")) {
      // A second may have passed since the token was made.
      return (((Number) value).longValue() + 30) / 60 * 60;
    }
    return value instanceof String text ? text.replace("1h29m59s", "1h30m") : value;
  }
}
