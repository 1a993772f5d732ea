package dev.provisioning.kms.vault.transit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.provisioning.kms.vault.wire.VaultJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came back for one text: a ciphertext, a plaintext, or an error. */
final class Item {
  private @Nullable String ciphertext;
  private byte @Nullable [] plaintext;
  private String error = "";

  private Item() {}

  static Item read(JsonParser json) throws IOException {
    Item item = new Item();
    VaultJson.object(
        json,
        (name, value) -> {
          switch (name) {
            case "ciphertext" -> item.ciphertext = VaultJson.text(value);
            case "plaintext" -> item.plaintext = VaultJson.base64(value);
            case "error" -> item.error = VaultJson.text(value);
            default -> {}
          }
        });
    return item;
  }

  /** The items of a batch. */
  static List<Item> readAll(JsonParser json) throws IOException {
    List<Item> items = new ArrayList<>();
    VaultJson.object(
        json,
        (name, value) -> {
          if (name.equals("batch_results")) {
            if (!value.isExpectedStartArrayToken()) {
              throw VaultJson.unexpected(value);
            }
            while (value.nextToken() != JsonToken.END_ARRAY) {
              items.add(read(value));
            }
          }
        });
    return items;
  }

  @Nullable String ciphertext() {
    return ciphertext;
  }

  byte @Nullable [] plaintext() {
    return plaintext;
  }

  /** Empty if there is none; to be looked at first, since a failed item has a plaintext too. */
  String error() {
    return error;
  }

  void wipe() {
    if (plaintext != null) {
      Arrays.fill(plaintext, (byte) 0);
    }
  }
}
