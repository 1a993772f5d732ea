package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.Json;
import dev.provisioning.kms.testbench.WireReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an endpoint answers, before the envelope is around it. */
record Answer(
    int status,
    @Nullable Map<String, ?> data,
    @Nullable Map<String, ?> auth,
    List<String> warnings,
    Form form) {

  /** How much of the envelope an answer has. */
  enum Form {
    WHOLE,
    /** Without the type of the mount, as answers are for which an endpoint chose the status. */
    WITHOUT_TYPE,
    /** The data stands beside the envelope's fields too. */
    TWICE,
    /** None, as health and seal status have. */
    BARE
  }

  static Answer data(Map<String, ?> data) {
    return new Answer(200, data, null, List.of(), Form.WHOLE);
  }

  static Answer chosen(int status, Map<String, ?> data) {
    return new Answer(status, data, null, List.of(), Form.WITHOUT_TYPE);
  }

  static Answer auth(Map<String, ?> auth) {
    return new Answer(200, null, auth, List.of(), Form.WHOLE);
  }

  static Answer nothing() {
    return new Answer(204, null, null, List.of(), Form.WHOLE);
  }

  static Answer twice(Map<String, ?> data) {
    return new Answer(200, data, null, List.of(), Form.TWICE);
  }

  static Answer bare(int status, Map<String, ?> body) {
    return new Answer(status, body, null, List.of(), Form.BARE);
  }

  Answer warning(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    // A 204 has no room for a warning.
    int shown = status == 204 && !all.isEmpty() ? 200 : status;
    return new Answer(shown, data, auth, all, form);
  }

  /** With the envelope; {@code mountType} is null where the server leaves it out. */
  WireReply reply(@Nullable String mountType) {
    if (status == 204) {
      return WireReply.empty(204).header("Content-Type", "application/json");
    }
    if (form == Form.BARE) {
      return WireReply.json(status, Json.write(data) + "\n");
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("request_id", UUID.randomUUID().toString());
    body.put("lease_id", "");
    body.put("renewable", false);
    body.put("lease_duration", 0);
    body.put("data", data);
    body.put("wrap_info", null);
    body.put("warnings", warnings.isEmpty() ? null : warnings);
    body.put("auth", auth);
    if (mountType != null) {
      body.put("mount_type", form == Form.WITHOUT_TYPE ? "" : mountType);
    }
    if (form == Form.TWICE && data != null) {
      body.putAll(data);
    }
    return WireReply.json(status, Json.write(body) + "\n");
  }

  static WireReply errors(Refusal refusal) {
    List<String> errors = refusal.text().isEmpty() ? List.of() : List.of(refusal.text());
    return WireReply.json(refusal.status(), Json.write(Map.of("errors", errors)) + "\n");
  }
}
