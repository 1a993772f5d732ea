package dev.provisioning.kms.vault.transit;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.TimeLimit;
import dev.provisioning.kms.vault.login.Session;
import dev.provisioning.kms.vault.wire.Answer;
import dev.provisioning.kms.vault.wire.JsonBody;
import dev.provisioning.kms.vault.wire.Reader;
import dev.provisioning.kms.vault.wire.Sent;
import dev.provisioning.kms.vault.wire.VaultErrors;
import dev.provisioning.kms.vault.wire.VaultRequest;
import dev.provisioning.kms.vault.wire.VaultWire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The requests of the Transit engine. Safe for use by many threads. */
public final class Transit {
  private final VaultWire wire;
  private final Session session;
  private final TimeLimit limit;

  /**
   * Speaks over a wire with a session's token.
   *
   * @param wire the wire
   * @param session the session
   */
  public Transit(VaultWire wire, Session session) {
    this(wire, session, TimeLimit.NONE);
  }

  private Transit(VaultWire wire, Session session, TimeLimit limit) {
    this.wire = wire;
    this.session = session;
    this.limit = limit;
  }

  /** The same, with one limit for all that is asked through it. */
  Transit within(TimeLimit its) {
    return new Transit(wire, session, its);
  }

  TransitBlob encrypt(
      KeyName key, byte[] plaintext, byte @Nullable [] associatedData, Runnable sending) {
    try (JsonBody json = encrypting().base64("plaintext", plaintext)) {
      if (associatedData != null) {
        json.base64("associated_data", associatedData);
      }
      return blob(key, one(key, "encrypt", json, sending));
    }
  }

  /**
   * Sends associated data that is not base64, which only a server that reads them minds.
   *
   * @return whether the server minded
   */
  boolean readsAssociatedData(KeyName key) {
    try (JsonBody json =
        encrypting().base64("plaintext", new byte[0]).text("associated_data", "***")) {
      one(key, "encrypt", json, () -> {});
      return false;
    } catch (KmsException e) {
      if (VaultErrors.isUnreadableAssociatedData(e)) {
        return true;
      }
      throw e;
    }
  }

  /**
   * A server must not create a key because somebody misspelt its name. It looks at this parameter
   * only when it is about to, and then refuses, since there is no derivation (OpenBao, {@code
   * path_encrypt.go: pathEncryptWrite}; the same on Vault).
   */
  private static JsonBody encrypting() {
    return new JsonBody().flag("convergent_encryption", true);
  }

  byte[] decrypt(
      KeyName key, TransitBlob blob, byte @Nullable [] associatedData, Runnable sending) {
    try (JsonBody json = new JsonBody().text("ciphertext", blob.text())) {
      if (associatedData != null) {
        json.base64("associated_data", associatedData);
      }
      byte[] plaintext = one(key, "decrypt", json, sending).plaintext();
      if (plaintext == null) {
        throw incomplete("decrypt");
      }
      return plaintext;
    }
  }

  TransitBlob rewrap(KeyName key, TransitBlob blob) {
    try (JsonBody json = new JsonBody().text("ciphertext", blob.text())) {
      return blob(key, one(key, "rewrap", json, () -> {}));
    }
  }

  List<Item> encryptAll(
      KeyName key,
      List<byte[]> plaintexts,
      List<byte @Nullable []> associatedData,
      Runnable sending) {
    try (JsonBody json = encrypting().array("batch_input")) {
      for (int i = 0; i < plaintexts.size(); i++) {
        json.item().base64("plaintext", plaintexts.get(i));
        endItem(json, associatedData.get(i));
      }
      return items(key, "encrypt", json.endArray(), sending, plaintexts.size());
    }
  }

  List<Item> decryptAll(
      KeyName key,
      List<TransitBlob> blobs,
      List<byte @Nullable []> associatedData,
      Runnable sending) {
    try (JsonBody json = new JsonBody().array("batch_input")) {
      for (int i = 0; i < blobs.size(); i++) {
        json.item().text("ciphertext", blobs.get(i).text());
        endItem(json, associatedData.get(i));
      }
      return items(key, "decrypt", json.endArray(), sending, blobs.size());
    }
  }

  private static void endItem(JsonBody json, byte @Nullable [] associatedData) {
    if (associatedData != null) {
      json.base64("associated_data", associatedData);
    }
    json.endItem();
  }

  private Item one(KeyName key, String operation, JsonBody json, Runnable sending) {
    Item item = items(key, operation, json, sending, 0).get(0);
    if (!item.error().isEmpty()) {
      item.wipe();
      throw KeyFailures.ofItem(key, operation, item);
    }
    return item;
  }

  /** Returns as many items as a batch has, or the one of a request that is none. */
  private List<Item> items(
      KeyName key, String operation, JsonBody json, Runnable sending, int batch) {
    List<Item> started = new ArrayList<>();
    Reader<List<Item>> reader =
        batch == 0
            ? answer -> List.of(Item.read(answer, started::add))
            : answer -> Item.readAll(answer, batch, started::add);
    boolean complete = false;
    try {
      Answer<List<Item>> answer =
          send(
              key,
              operation,
              batch == 0 ? VaultRequest::compute : VaultRequest::batch,
              json,
              sending,
              reader);
      List<Item> items = answer.data().orElseThrow(() -> incomplete(operation));
      if (batch > 0 && items.size() != batch) {
        throw KmsException.of(
            ErrorCode.INTERNAL,
            "the server answered "
                + (items.size() < batch ? "fewer" : "more")
                + " than "
                + batch
                + " items");
      }
      explain(items, answer, json);
      complete = true;
      return items;
    } finally {
      if (!complete) {
        started.forEach(Item::wipe);
      }
    }
  }

  private static void explain(List<Item> items, Answer<?> answer, JsonBody json) {
    List<Item> failed = items.stream().filter(item -> !item.error().isEmpty()).toList();
    if (failed.isEmpty()) {
      return;
    }
    byte[] body = json.toBytes();
    try {
      Sent sent = Sent.of(body);
      failed.forEach(item -> item.explain(answer, sent));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  TransitKey describe(KeyName key) {
    VaultRequest request = VaultRequest.get(key.at("keys"));
    try {
      return session
          .call(token -> wire.send(limited(request), token, TransitKey::read), limit)
          .orElseThrow(() -> incomplete("keys"));
    } catch (KmsException e) {
      throw KeyFailures.named(key, "keys", e);
    }
  }

  /** An existing key stays as it is, whatever its type. */
  void create(KeyName key) {
    try (JsonBody json = new JsonBody().text("type", "aes256-gcm96")) {
      change(key, "", json);
    }
  }

  Optional<TransitKey> rotate(KeyName key) {
    try (JsonBody json = new JsonBody()) {
      return change(key, "/rotate", json);
    }
  }

  Optional<TransitKey> rotateEvery(KeyName key, Duration interval) {
    try (JsonBody json = new JsonBody().text("auto_rotate_period", interval.toSeconds() + "s")) {
      return change(key, "/config", json);
    }
  }

  /**
   * Whatever the answer holds, the change is made. Old servers say nothing of the key, others all.
   */
  private Optional<TransitKey> change(KeyName key, String what, JsonBody json) {
    return send(
            key,
            "keys",
            (path, body) -> VaultRequest.change(path + what, body),
            json,
            () -> {},
            TransitKey::readIfThere)
        .data();
  }

  private <T> Answer<T> send(
      KeyName key,
      String operation,
      BiFunction<String, byte[], VaultRequest> request,
      JsonBody json,
      Runnable sending,
      Reader<T> reader) {
    byte[] body = json.toBytes();
    try {
      VaultRequest made = request.apply(key.at(operation), body);
      return session.call(
          token -> {
            sending.run();
            return wire.answer(limited(made), token, reader);
          },
          limit);
    } catch (KmsException e) {
      throw KeyFailures.named(key, operation, e);
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private VaultRequest limited(VaultRequest request) {
    return limit.left().map(request::within).orElse(request);
  }

  private static TransitBlob blob(KeyName key, Item item) {
    String text = item.ciphertext();
    if (text == null) {
      throw incomplete(key.at("encrypt"));
    }
    return TransitBlob.parse(text).orElseThrow(() -> incomplete(key.at("encrypt")));
  }

  static KmsException incomplete(String path) {
    return KmsException.of(
        ErrorCode.INTERNAL, "the server's answer to " + path + " lacks what was asked for");
  }
}
