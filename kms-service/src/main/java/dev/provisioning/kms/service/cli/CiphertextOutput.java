package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.service.cli.json.JsonObject;
import dev.provisioning.kms.service.cli.option.JsonOption;

/** A ciphertext as a result: its text, or JSON with the members of the REST interface. */
final class CiphertextOutput {
  private CiphertextOutput() {}

  static String of(Ciphertext ciphertext, JsonOption json) {
    return json.isOn() ? addTo(new JsonObject(), ciphertext).toString() : ciphertext.toString();
  }

  static JsonObject addTo(JsonObject object, Ciphertext ciphertext) {
    return object
        .put("ciphertext", ciphertext.toString())
        .put("backend", ciphertext.backend())
        .put("key_id", ciphertext.keyId());
  }
}
