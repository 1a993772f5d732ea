package dev.provisioning.kms.vault.transit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.vault.wire.Answer;
import dev.provisioning.kms.vault.wire.RefusalTexts;
import dev.provisioning.kms.vault.wire.Said;
import dev.provisioning.kms.vault.wire.Sent;
import dev.provisioning.kms.vault.wire.VaultJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What came back for one text: a ciphertext, a plaintext, or an error. */
final class Item {
  private @Nullable String ciphertext;
  private byte @Nullable [] plaintext;
  private String error = "";
  private @Nullable KmsException failure;

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

  /**
   * Reads the items of a batch.
   *
   * @param most what was asked for: of a longer answer, one more is read to show that it is wrong,
   *     and the rest is skipped, since an item takes far more memory than {@code {}} in an answer
   */
  static List<Item> readAll(JsonParser json, int most, Consumer<Item> started) throws IOException {
    List<Item> items = new ArrayList<>();
    VaultJson.object(
        json,
        (name, value) -> {
          if (name.equals("batch_results")) {
            if (!value.isExpectedStartArrayToken()) {
              throw VaultJson.unexpected(value);
            }
            while (value.nextToken() != JsonToken.END_ARRAY) {
              if (items.size() > most) {
                value.skipChildren();
              } else {
                items.add(read(value, started));
              }
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

  /** Finds out what its error means, in the answer that it stood in. */
  void explain(Answer<?> answer, Sent sent) {
    failure = RefusalTexts.ofItem(Said.of(error, sent), answer).build();
  }

  /** What its error means, if it has one. */
  KmsException failure() {
    return Objects.requireNonNull(failure);
  }

  void wipe() {
    if (plaintext != null) {
      Arrays.fill(plaintext, (byte) 0);
    }
  }
}
