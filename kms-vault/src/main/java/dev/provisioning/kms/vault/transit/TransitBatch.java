package dev.provisioning.kms.vault.transit;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.vault.transit.Chunks.Chunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Many texts in few requests. An item fails alone; a request that fails as a whole fails its own
 * items. Safe for use by many threads.
 */
public final class TransitBatch {
  private final Transit transit;
  private final TransitCipher cipher;
  private final BindingProof proof;

  /**
   * Encrypts by a transit.
   *
   * @param transit the engine
   * @param cipher for one item
   * @param proof that the engine binds contexts
   */
  public TransitBatch(Transit transit, TransitCipher cipher, BindingProof proof) {
    this.transit = transit;
    this.cipher = cipher;
    this.proof = proof;
  }

  /**
   * Encrypts.
   *
   * @param key the key of all
   * @param plaintexts the plaintexts
   * @param contexts one for each
   * @return one result for each, in order
   */
  public List<KmsResult<Ciphertext>> encryptAll(
      KeyName key, List<byte[]> plaintexts, List<EncryptionContext> contexts) {
    List<byte @Nullable []> bound = associatedData(contexts);
    List<KmsResult<Ciphertext>> results = new ArrayList<>();
    for (Chunk chunk :
        Chunks.of(plaintexts.size(), i -> plaintexts.get(i).length * 4 / 3 + size(bound.get(i)))) {
      run(
          chunk,
          part ->
              BindingProof.settled(
                  () ->
                      made(
                          key,
                          plaintexts.subList(part.from(), part.to()),
                          bound.subList(part.from(), part.to()))),
          (i, result) -> results.add(result));
    }
    return results;
  }

  private Optional<List<KmsResult<Ciphertext>>> made(
      KeyName key, List<byte[]> plaintexts, List<byte @Nullable []> bound) {
    Sighting sent = proof.sighting();
    List<Item> items = transit.encryptAll(key, plaintexts, bound, sent::note);
    // One item shows for all: it is the same server, the same key and the same parameter.
    for (int i = 0; i < items.size(); i++) {
      byte[] context = bound.get(i);
      String made = items.get(i).ciphertext();
      if (context != null && made != null && items.get(i).error().isEmpty()) {
        TransitBlob blob = TransitBlob.parse(made).orElseThrow(() -> Transit.incomplete("encrypt"));
        if (!proof.holdsForMade(sent, key, blob, context)) {
          return Optional.empty();
        }
        break;
      }
    }
    return Optional.of(items.stream().map(item -> ciphertext(key, item)).toList());
  }

  private KmsResult<Ciphertext> ciphertext(KeyName key, Item item) {
    if (!item.error().isEmpty()) {
      return KmsResult.failed(KeyFailures.ofItem(key, "encrypt", item));
    }
    String made = item.ciphertext();
    return (made == null ? Optional.<TransitBlob>empty() : TransitBlob.parse(made))
        .map(blob -> KmsResult.of(cipher.ciphertext(key, blob)))
        .orElseGet(() -> KmsResult.failed(Transit.incomplete("encrypt")));
  }

  /**
   * Decrypts.
   *
   * @param ciphertexts the ciphertexts
   * @param contexts one for each
   * @param keyOf finds a ciphertext's key; an exception of it is that ciphertext's result
   * @return one result for each, in order
   */
  public List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts,
      List<EncryptionContext> contexts,
      Function<Ciphertext, KeyName> keyOf) {
    List<@Nullable KmsResult<byte[]>> results =
        new ArrayList<>(Collections.nCopies(ciphertexts.size(), null));
    // A request names one key in its path.
    Map<KeyName, List<Integer>> byKey = new LinkedHashMap<>();
    for (int i = 0; i < ciphertexts.size(); i++) {
      try {
        byKey.computeIfAbsent(keyOf.apply(ciphertexts.get(i)), k -> new ArrayList<>()).add(i);
      } catch (KmsException e) {
        results.set(i, KmsResult.failed(e));
      }
    }
    boolean complete = false;
    try {
      byKey.forEach((key, indexes) -> decrypt(key, indexes, ciphertexts, contexts, results));
      complete = true;
    } finally {
      if (!complete) {
        results.forEach(TransitBatch::wipe);
      }
    }
    return results.stream().map(Objects::requireNonNull).toList();
  }

  private static void wipe(@Nullable KmsResult<byte[]> result) {
    if (result != null && result.succeeded()) {
      Arrays.fill(result.get(), (byte) 0);
    }
  }

  private void decrypt(
      KeyName key,
      List<Integer> indexes,
      List<Ciphertext> ciphertexts,
      List<EncryptionContext> contexts,
      List<@Nullable KmsResult<byte[]>> results) {
    List<Integer> open = new ArrayList<>();
    List<TransitBlob> blobs = new ArrayList<>();
    for (int i : indexes) {
      try {
        blobs.add(TransitCipher.blob(ciphertexts.get(i)));
        open.add(i);
      } catch (KmsException e) {
        results.set(i, KmsResult.failed(e));
      }
    }
    List<byte @Nullable []> bound = associatedData(open.stream().map(contexts::get).toList());
    for (Chunk chunk :
        Chunks.of(open.size(), i -> blobs.get(i).text().length() + size(bound.get(i)))) {
      run(
          chunk,
          part ->
              BindingProof.settled(
                  () ->
                      opened(
                          key,
                          blobs.subList(part.from(), part.to()),
                          bound.subList(part.from(), part.to()))),
          (i, result) -> results.set(open.get(i), result));
    }
  }

  private Optional<List<KmsResult<byte[]>>> opened(
      KeyName key, List<TransitBlob> blobs, List<byte @Nullable []> bound) {
    Sighting sent = proof.sighting();
    List<Item> items = transit.decryptAll(key, blobs, bound, sent::note);
    boolean holds = false;
    try {
      holds = holds(sent, key, blobs, bound, items);
    } finally {
      if (!holds) {
        items.forEach(Item::wipe);
      }
    }
    return holds
        ? Optional.of(items.stream().map(item -> plaintext(key, item)).toList())
        : Optional.empty();
  }

  /** One that opened shows for all; where none did, nothing is given away. */
  private boolean holds(
      Sighting sent,
      KeyName key,
      List<TransitBlob> blobs,
      List<byte @Nullable []> bound,
      List<Item> items) {
    for (int i = 0; i < items.size(); i++) {
      byte[] context = bound.get(i);
      if (context != null && items.get(i).error().isEmpty() && items.get(i).plaintext() != null) {
        return proof.holdsForOpened(sent, key, blobs.get(i), context);
      }
    }
    return true;
  }

  private static KmsResult<byte[]> plaintext(KeyName key, Item item) {
    byte[] opened = item.plaintext();
    if (item.error().isEmpty() && opened != null) {
      return KmsResult.of(opened);
    }
    item.wipe();
    return KmsResult.failed(
        item.error().isEmpty()
            ? Transit.incomplete("decrypt")
            : KeyFailures.ofItem(key, "decrypt", item));
  }

  /** Takes an item's result, so that nothing is lost to who wipes if a later chunk throws. */
  private interface Sink<T> {
    void put(int index, KmsResult<T> result);
  }

  /** Runs a chunk; one that is too large for the server goes in halves. */
  private static <T> void run(
      Chunk chunk, Function<Chunk, List<KmsResult<T>>> call, Sink<T> results) {
    List<KmsResult<T>> answers;
    try {
      answers = call.apply(chunk);
    } catch (KmsException e) {
      if (e.code() == ErrorCode.TOO_LARGE && chunk.size() > 1) {
        chunk.halves().forEach(half -> run(half, call, results));
        return;
      }
      answers = Collections.nCopies(chunk.size(), KmsResult.failed(e));
    }
    for (int i = 0; i < answers.size(); i++) {
      results.put(chunk.from() + i, answers.get(i));
    }
  }

  private static List<byte @Nullable []> associatedData(List<EncryptionContext> contexts) {
    List<byte @Nullable []> bound = new ArrayList<>();
    contexts.forEach(context -> bound.add(TransitCipher.associatedData(context)));
    return bound;
  }

  private static int size(byte @Nullable [] bound) {
    return 64 + (bound == null ? 0 : bound.length * 4 / 3);
  }
}
