package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.Json;
import java.util.Map;

/**
 * What a server answered to a raw request.
 *
 * @param body empty without content
 */
public record VaultAnswer(int status, String body) {
  /** The body as an object; empty without content. */
  public Map<String, Object> json() {
    return body.isBlank() ? Map.of() : Json.object(body);
  }

  /** The {@code data} of an envelope. */
  public Map<String, Object> data() {
    return Json.asObject(json().get("data"));
  }

  /** The {@code auth} of an envelope. */
  public Map<String, Object> auth() {
    return Json.asObject(json().get("auth"));
  }
}
