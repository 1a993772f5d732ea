package dev.provisioning.kms.testbench.vault;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code encrypt}, {@code decrypt}, {@code rewrap} and {@code datakey} of a Transit mount. */
final class TransitCrypt {
  private static final int DEFAULT_BITS = 256;
  private final TransitCipher cipher = new TransitCipher();
  private final VaultProfile profile;
  private final TransitKeys keys;

  TransitCrypt(VaultProfile profile, TransitKeys keys) {
    this.profile = profile;
    this.keys = keys;
  }

  Answer encrypt(Call call, String name) {
    Params params = call.params();
    params.only(
        known(
            "plaintext",
            "key_version",
            "type",
            "convergent_encryption",
            "batch_input",
            "nonce",
            "context",
            "partial_failure_response_code",
            "padding_scheme"));
    if (!params.has("batch_input") && !params.has("plaintext")) {
      throw Refusal.bad("missing plaintext to encrypt");
    }
    TransitItems items = TransitItems.of(params, new BatchInput("plaintext", true));
    boolean context = items.haveContext();
    TransitKey key = keys.forEncryption(name, params, context);
    return items.answer(
        item -> encrypt(key, item), params.integer("partial_failure_response_code", 0), Map.of());
  }

  private Map<String, ?> encrypt(TransitKey key, TransitItem item) {
    byte[] plaintext = GoBase64.decode(item.plaintext());
    byte[] context = TransitCipher.optional(item.context());
    if (TransitCipher.optional(item.nonce()).length > 0) {
      throw ItemFailure.user("provided nonce not allowed for this key");
    }
    Supplier<byte[]> associated = associated(key, item);
    return ciphertext(
        key, cipher.encrypt(key, item.keyVersion(), plaintext, context, associated), item);
  }

  Answer decrypt(Call call, String name) {
    Params params = call.params();
    params.only(
        known(
            "ciphertext",
            "batch_input",
            "nonce",
            "context",
            "partial_failure_response_code",
            "padding_scheme"));
    TransitItems items = TransitItems.of(params, new BatchInput("ciphertext", true));
    return withCiphertexts(
        items,
        name,
        (key, item) ->
            Map.of(
                "plaintext",
                TransitCipher.text(
                    cipher.decrypt(
                        key,
                        item.ciphertext(),
                        TransitCipher.optional(item.context()),
                        associated(key, item)))),
        Optional.of(params.integer("partial_failure_response_code", 0)));
  }

  /** Knows no associated data: that of a ciphertext makes it fail. */
  Answer rewrap(Call call, String name) {
    Params params =
        call.params().only("ciphertext", "batch_input", "nonce", "context", "key_version");
    TransitItems items = TransitItems.of(params, new BatchInput("ciphertext", false));
    return withCiphertexts(items, name, this::rewrap, Optional.empty());
  }

  private Map<String, ?> rewrap(TransitKey key, TransitItem item) {
    byte[] context = TransitCipher.optional(item.context());
    byte[] plaintext = cipher.decrypt(key, item.ciphertext(), context, () -> new byte[0]);
    return ciphertext(
        key, cipher.encrypt(key, item.keyVersion(), plaintext, context, () -> new byte[0]), item);
  }

  private Answer withCiphertexts(
      TransitItems items,
      String name,
      BiFunction<TransitKey, TransitItem, Map<String, ?>> work,
      Optional<Integer> partial) {
    if (!items.isBatch() && items.all().get(0).ciphertext().isEmpty()) {
      throw Refusal.bad("missing ciphertext to decrypt");
    }
    items.haveContext();
    TransitKey key = keys.find(name).orElseThrow(TransitKeys::missing);
    Function<TransitItem, Map<String, ?>> checked =
        item -> {
          if (item.ciphertext().isEmpty()) {
            throw ItemFailure.user("missing ciphertext to decrypt");
          }
          return work.apply(key, item);
        };
    return partial.isPresent()
        ? items.answer(checked, partial.get(), Map.of("plaintext", ""))
        : items.answerOk(checked);
  }

  Answer dataKey(Call call, String form, String name) {
    Params params = call.params();
    boolean binds = profile == VaultProfile.OPENBAO;
    params.only("bits", "context", "nonce", "key_version", binds ? "associated_data" : "context");
    boolean shown = form.equals("plaintext");
    if (!shown && !form.equals("wrapped")) {
      throw Refusal.bad("Invalid path, must be 'plaintext' or 'wrapped'");
    }
    TransitItem item = TransitItem.of(params);
    byte[] context = dataKeyContext(item);
    TransitKey key = keys.find(name).orElseThrow(TransitKeys::missing);
    int bits = params.integer("bits", DEFAULT_BITS);
    if (bits != 128 && bits != 256 && bits != 512) {
      throw Refusal.bad("invalid bit length");
    }
    Supplier<byte[]> associated = binds ? associated(key, item) : () -> new byte[0];
    byte[] secret = new byte[bits / 8];
    new SecureRandom().nextBytes(secret);
    try {
      Map<String, Object> data =
          new LinkedHashMap<>(
              ciphertext(
                  key, cipher.encrypt(key, item.keyVersion(), secret, context, associated), item));
      if (shown) {
        data.put("plaintext", TransitCipher.text(secret));
      }
      return Answer.data(data);
    } catch (ItemFailure e) {
      throw e.refusal();
    }
  }

  private static byte[] dataKeyContext(TransitItem item) {
    try {
      return TransitCipher.optional(item.context());
    } catch (Refusal e) {
      throw Refusal.bad("failed to base64-decode context");
    }
  }

  private Supplier<byte[]> associated(TransitKey key, TransitItem item) {
    if (item.associatedData().isEmpty() || !profile.bindsAssociatedData()) {
      return () -> new byte[0];
    }
    if (!key.type.isAead()) {
      throw new ItemFailure(
          ItemFailure.Kind.UNNOTICED,
          "'[0].associated_data' provided for non-AEAD cipher suite " + key.type.text);
    }
    return () -> {
      try {
        return GoBase64.decode(item.associatedData());
      } catch (Refusal e) {
        throw new ItemFailure(
            ItemFailure.Kind.INTERNAL,
            "unable to get associated_data/additional_data from factory[0]: " + e.text());
      }
    };
  }

  private static Map<String, ?> ciphertext(TransitKey key, String text, TransitItem item) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("ciphertext", text);
    data.put("key_version", item.keyVersion() == 0 ? key.latest() : item.keyVersion());
    return data;
  }

  private String[] known(String... names) {
    List<String> all = new ArrayList<>(List.of(names));
    if (profile.bindsAssociatedData()) {
      all.add("associated_data");
    }
    return all.toArray(new String[0]);
  }
}
