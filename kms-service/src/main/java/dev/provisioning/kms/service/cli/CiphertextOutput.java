package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.service.cli.envelope.EnvelopeText;
import dev.provisioning.kms.service.cli.json.JsonObject;
import dev.provisioning.kms.service.cli.option.JsonOption;

/** A ciphertext as a result: its text, or JSON with the members of the REST interface. */
final class CiphertextOutput {
  private CiphertextOutput() {}

  static String of(Ciphertext ciphertext, JsonOption json) {
    return json.isOn() ? addTo(new JsonObject(), ciphertext).toString() : ciphertext.toString();
  }

  /** The text of an envelope, or JSON that names the first of those who open it. */
  static String ofEnvelope(byte[] sealed, JsonOption json) {
    String text = EnvelopeText.of(sealed);
    if (!json.isOn()) {
      return text;
    }
    Ciphertext key = Envelope.inspect(sealed).keys().get(0);
    return new JsonObject()
        .put("ciphertext", text)
        .put("backend", key.backend())
        .put("key_id", key.keyId())
        .toString();
  }

  static JsonObject addTo(JsonObject object, Ciphertext ciphertext) {
    return object
        .put("ciphertext", ciphertext.toString())
        .put("backend", ciphertext.backend())
        .put("key_id", ciphertext.keyId());
  }
}
