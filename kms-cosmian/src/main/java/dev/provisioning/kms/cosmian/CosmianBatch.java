package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.cosmian.blob.Escape;
import dev.provisioning.kms.cosmian.blob.SealedBlob;
import dev.provisioning.kms.cosmian.kmip.DecryptInput;
import dev.provisioning.kms.cosmian.kmip.EncryptInput;
import dev.provisioning.kms.cosmian.kmip.Kmip;
import dev.provisioning.kms.cosmian.kmip.Sealed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Many texts in few requests. An item fails alone; a failed request fails its own items. */
final class CosmianBatch {
  /** Hexadecimal digits double it: well below the server's 64 MiB. */
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  private final Kmip kmip;
  private final CosmianCipher cipher;
  private final Successors successors;
  private final int mostItems;

  CosmianBatch(Kmip kmip, CosmianCipher cipher, Successors successors, int mostItems) {
    this.kmip = kmip;
    this.cipher = cipher;
    this.successors = successors;
    this.mostItems = mostItems;
  }

  List<KmsResult<Ciphertext>> encryptAll(
      String name, List<byte[]> plaintexts, List<EncryptionContext> contexts) {
    return inChunks(
        plaintexts.size(),
        i -> plaintexts.get(i).length,
        indexes -> encrypt(name, indexes, plaintexts, contexts));
  }

  private List<KmsResult<Ciphertext>> encrypt(
      String name,
      List<Integer> indexes,
      List<byte[]> plaintexts,
      List<EncryptionContext> contexts) {
    String uid = successors.current(name);
    List<byte[]> sent = indexes.stream().map(i -> Escape.apply(plaintexts.get(i))).toList();
    try {
      List<EncryptInput> inputs = new ArrayList<>();
      for (int k = 0; k < sent.size(); k++) {
        int i = indexes.get(k);
        inputs.add(
            new EncryptInput(sent.get(k), CosmianCipher.bound(plaintexts.get(i), contexts.get(i))));
      }
      List<KmsResult<Sealed>> made = kmip.encryptAll(uid, inputs);
      KmsResult<String> other = result(() -> otherThan(name, uid, made));
      List<KmsResult<Ciphertext>> results = new ArrayList<>();
      for (int k = 0; k < made.size(); k++) {
        int i = indexes.get(k);
        int length = sent.get(k).length;
        KmsResult<Sealed> answer = made.get(k);
        results.add(
            result(
                () -> {
                  if (answer.succeeded() && CosmianCipher.misreadable(answer.get())) {
                    return cipher.encrypt(name, uid, plaintexts.get(i), contexts.get(i));
                  }
                  if (isOfKey(answer) && !other.get().equals(uid)) {
                    return cipher.encrypt(name, other.get(), plaintexts.get(i), contexts.get(i));
                  }
                  return CosmianCipher.ciphertext(
                      name, uid, plaintexts.get(i), length, answer.get());
                }));
      }
      return results;
    } finally {
      sent.forEach(copy -> Arrays.fill(copy, (byte) 0));
    }
  }

  /** The key to go on with: a rotated key without generations does not encrypt any more. */
  private String otherThan(String name, String uid, List<KmsResult<Sealed>> made) {
    return made.stream()
        .filter(CosmianBatch::isOfKey)
        .findFirst()
        .flatMap(answer -> answer.error().flatMap(e -> successors.instead(name, uid, e)))
        .orElse(uid);
  }

  /** Whether it is the key that refuses, and not something about the item. */
  private static boolean isOfKey(KmsResult<?> answer) {
    return answer
        .error()
        .map(KmsException::code)
        .filter(code -> code == ErrorCode.KEY_DISABLED || code == ErrorCode.KEY_NOT_FOUND)
        .isPresent();
  }

  List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
    List<@Nullable KmsResult<byte[]>> results =
        new ArrayList<>(Collections.nCopies(ciphertexts.size(), null));
    List<Integer> open = new ArrayList<>();
    List<SealedBlob> blobs = new ArrayList<>();
    for (int i = 0; i < ciphertexts.size(); i++) {
      try {
        blobs.add(cipher.blob(ciphertexts.get(i)));
        open.add(i);
      } catch (KmsException e) {
        results.set(i, KmsResult.failed(e));
      }
    }
    List<KmsResult<byte[]>> answers =
        inChunks(
            open.size(),
            k -> blobs.get(k).data().length,
            indexes -> decrypt(indexes, open, blobs, contexts));
    for (int k = 0; k < answers.size(); k++) {
      results.set(open.get(k), answers.get(k));
    }
    return results.stream().map(Objects::requireNonNull).toList();
  }

  private List<KmsResult<byte[]>> decrypt(
      List<Integer> indexes,
      List<Integer> open,
      List<SealedBlob> blobs,
      List<EncryptionContext> contexts) {
    List<DecryptInput> inputs = new ArrayList<>();
    indexes.forEach(k -> inputs.add(CosmianCipher.input(blobs.get(k), contexts.get(open.get(k)))));
    List<KmsResult<byte[]>> opened = kmip.decryptAll(inputs);
    List<KmsResult<byte[]>> results = new ArrayList<>();
    for (int k = 0; k < opened.size(); k++) {
      KmsResult<byte[]> answer = opened.get(k);
      SealedBlob blob = blobs.get(indexes.get(k));
      results.add(result(() -> CosmianCipher.plaintext(blob, answer.get())));
    }
    return results;
  }

  private interface Item<T> {
    T get();
  }

  private static <T> KmsResult<T> result(Item<T> item) {
    try {
      return KmsResult.of(item.get());
    } catch (KmsException e) {
      return KmsResult.failed(e);
    }
  }

  /** Where the server knows no batches. */
  static <T> List<KmsResult<T>> oneByOne(int count, IntFunction<T> call) {
    return collected(
        results -> {
          for (int i = 0; i < count; i++) {
            int item = i;
            results.add(result(() -> call.apply(item)));
          }
        });
  }

  private <T> List<KmsResult<T>> inChunks(
      int count, IntUnaryOperator bytes, Function<List<Integer>, List<KmsResult<T>>> call) {
    return collected(
        results -> chunks(count, bytes).forEach(chunk -> together(chunk, call, results)));
  }

  private List<List<Integer>> chunks(int count, IntUnaryOperator bytes) {
    List<List<Integer>> chunks = new ArrayList<>();
    List<Integer> chunk = List.of();
    long size = 0;
    for (int i = 0; i < count; i++) {
      int item = bytes.applyAsInt(i);
      if (chunk.isEmpty() || chunk.size() == mostItems || size + item > MOST_BYTES) {
        chunk = new ArrayList<>();
        chunks.add(chunk);
        size = 0;
      }
      chunk.add(i);
      size += item;
    }
    return chunks;
  }

  /** Something in front of the server may take less than it does: then in halves. */
  private static <T> void together(
      List<Integer> chunk,
      Function<List<Integer>, List<KmsResult<T>>> call,
      List<KmsResult<T>> results) {
    try {
      results.addAll(call.apply(chunk));
    } catch (KmsException e) {
      if (e.code() == ErrorCode.TOO_LARGE && chunk.size() > 1) {
        int half = chunk.size() / 2;
        together(chunk.subList(0, half), call, results);
        together(chunk.subList(half, chunk.size()), call, results);
      } else {
        results.addAll(Collections.nCopies(chunk.size(), KmsResult.failed(e)));
      }
    }
  }

  /** Where it ends in the middle, as when the backend is closed, nothing opened stays behind. */
  private static <T> List<KmsResult<T>> collected(Consumer<List<KmsResult<T>>> calls) {
    List<KmsResult<T>> results = new ArrayList<>();
    boolean complete = false;
    try {
      calls.accept(results);
      complete = true;
    } finally {
      if (!complete) {
        results.forEach(CosmianBatch::wipe);
      }
    }
    return results;
  }

  private static void wipe(KmsResult<?> result) {
    if (result.succeeded() && result.get() instanceof byte[] plaintext) {
      Arrays.fill(plaintext, (byte) 0);
    }
  }
}
