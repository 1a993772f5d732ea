package dev.provisioning.kms.testbench.vault;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One item of a request, of a batch or alone. Texts that are missing are empty. */
record TransitItem(
    String plaintext,
    String ciphertext,
    String context,
    String associatedData,
    String nonce,
    int keyVersion,
    String reference) {

  static TransitItem of(Map<?, ?> item) {
    Object version = item.get("key_version");
    return new TransitItem(
        text(item.get("plaintext")),
        text(item.get("ciphertext")),
        text(item.get("context")),
        text(item.get("associated_data")),
        text(item.get("nonce")),
        version instanceof Number number ? number.intValue() : 0,
        text(item.get("reference")));
  }

  static TransitItem of(Params params) {
    return new TransitItem(
        params.text("plaintext"),
        params.text("ciphertext"),
        params.text("context"),
        params.text("associated_data"),
        params.text("nonce"),
        params.integer("key_version", 0),
        "");
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
