package dev.provisioning.kms.vault.transit;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.vault.login.Session;
import dev.provisioning.kms.vault.wire.JsonBody;
import dev.provisioning.kms.vault.wire.Reader;
import dev.provisioning.kms.vault.wire.RefusalTexts;
import dev.provisioning.kms.vault.wire.VaultRequest;
import dev.provisioning.kms.vault.wire.VaultWire;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The requests of the Transit engine. Safe for use by many threads. */
public final class Transit {
  private final VaultWire wire;
  private final Session session;

  /**
   * Speaks over a wire with a session's token.
   *
   * @param wire the wire
   * @param session the session
   */
  public Transit(VaultWire wire, Session session) {
    this.wire = wire;
    this.session = session;
  }

  TransitBlob encrypt(KeyName key, byte[] plaintext, byte @Nullable [] associatedData) {
    try (JsonBody json = encrypting().base64("plaintext", plaintext)) {
      if (associatedData != null) {
        json.base64("associated_data", associatedData);
      }
      return blob(key, post(key.at("encrypt"), json, Item::read));
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
      post(key.at("encrypt"), json, Item::read);
      return false;
    } catch (KmsException e) {
      return e.code() == ErrorCode.INTERNAL;
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

  byte[] decrypt(KeyName key, TransitBlob blob, byte @Nullable [] associatedData) {
    try (JsonBody json = new JsonBody().text("ciphertext", blob.text())) {
      if (associatedData != null) {
        json.base64("associated_data", associatedData);
      }
      byte[] plaintext = post(key.at("decrypt"), json, Item::read).plaintext();
      if (plaintext == null) {
        throw incomplete("decrypt");
      }
      return plaintext;
    }
  }

  TransitBlob rewrap(KeyName key, TransitBlob blob) {
    try (JsonBody json = new JsonBody().text("ciphertext", blob.text())) {
      return blob(key, post(key.at("rewrap"), json, Item::read));
    }
  }

  List<Item> encryptAll(
      KeyName key, List<byte[]> plaintexts, List<byte @Nullable []> associatedData) {
    try (JsonBody json = encrypting().array("batch_input")) {
      for (int i = 0; i < plaintexts.size(); i++) {
        json.item().base64("plaintext", plaintexts.get(i));
        endItem(json, associatedData.get(i));
      }
      return items(key.at("encrypt"), json.endArray(), plaintexts.size());
    }
  }

  List<Item> decryptAll(
      KeyName key, List<TransitBlob> blobs, List<byte @Nullable []> associatedData) {
    try (JsonBody json = new JsonBody().array("batch_input")) {
      for (int i = 0; i < blobs.size(); i++) {
        json.item().text("ciphertext", blobs.get(i).text());
        endItem(json, associatedData.get(i));
      }
      return items(key.at("decrypt"), json.endArray(), blobs.size());
    }
  }

  private static void endItem(JsonBody json, byte @Nullable [] associatedData) {
    if (associatedData != null) {
      json.base64("associated_data", associatedData);
    }
    json.endItem();
  }

  private List<Item> items(String path, JsonBody json, int count) {
    List<Item> items = post(path, json, Item::readAll);
    if (items.size() != count) {
      items.forEach(Item::wipe);
      throw KmsException.of(
          ErrorCode.INTERNAL, "the server answered " + items.size() + " of " + count + " items");
    }
    return items;
  }

  TransitKey describe(KeyName key) {
    return session
        .call(token -> wire.send(VaultRequest.get(key.at("keys")), token, TransitKey::read))
        .orElseThrow(() -> incomplete("keys"));
  }

  /** An existing key stays as it is, whatever its type. */
  void create(KeyName key) {
    try (JsonBody json = new JsonBody().text("type", "aes256-gcm96")) {
      change(key.at("keys"), json);
    }
  }

  void rotate(KeyName key) {
    try (JsonBody json = new JsonBody()) {
      change(key.at("keys") + "/rotate", json);
    }
  }

  void rotateEvery(KeyName key, Duration interval) {
    try (JsonBody json = new JsonBody().text("auto_rotate_period", interval.toSeconds() + "s")) {
      change(key.at("keys") + "/config", json);
    }
  }

  private <T> T post(String path, JsonBody json, Reader<T> reader) {
    byte[] body = json.toBytes();
    try {
      Optional<T> data =
          session.call(token -> wire.send(VaultRequest.compute(path, body), token, reader));
      return data.orElseThrow(() -> incomplete(path));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private void change(String path, JsonBody json) {
    byte[] body = json.toBytes();
    session.call(token -> wire.send(VaultRequest.change(path, body), token, TransitKey::read));
  }

  private static TransitBlob blob(KeyName key, Item item) {
    String text = item.ciphertext();
    if (text == null) {
      throw incomplete(key.at("encrypt"));
    }
    return TransitBlob.parse(text).orElseThrow(() -> incomplete(key.at("encrypt")));
  }

  /**
   * What an item's own error means.
   *
   * @param text what the server says
   */
  static KmsException refusal(String text) {
    return RefusalTexts.of(text).build();
  }

  static KmsException incomplete(String path) {
    return KmsException.of(
        ErrorCode.INTERNAL, "the server's answer to " + path + " lacks what was asked for");
  }
}
