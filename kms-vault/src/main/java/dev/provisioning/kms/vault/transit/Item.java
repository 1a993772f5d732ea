package dev.provisioning.kms.vault.transit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.provisioning.kms.vault.wire.VaultJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What came back for one text: a ciphertext, a plaintext, or an error. */
final class Item {
  private @Nullable String ciphertext;
  private byte @Nullable [] plaintext;
  private String error = "";

  private Item() {}

  /**
   * Reads one.
   *
   * @param started gets the item before it is filled, so that it can be wiped whatever comes next
   */
  static Item read(JsonParser json, Consumer<Item> started) throws IOException {
    Item item = new Item();
    started.accept(item);
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
  static List<Item> readAll(JsonParser json, Consumer<Item> started) throws IOException {
    List<Item> items = new ArrayList<>();
    VaultJson.object(
        json,
        (name, value) -> {
          if (name.equals("batch_results")) {
            if (!value.isExpectedStartArrayToken()) {
              throw VaultJson.unexpected(value);
            }
            while (value.nextToken() != JsonToken.END_ARRAY) {
              items.add(read(value, started));
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
