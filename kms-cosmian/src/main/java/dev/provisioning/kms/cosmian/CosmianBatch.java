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
import java.util.function.Function;
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
      String newer = newerIfDisabled(name, uid, made);
      List<KmsResult<Ciphertext>> results = new ArrayList<>();
      for (int k = 0; k < made.size(); k++) {
        int i = indexes.get(k);
        int length = sent.get(k).length;
        KmsResult<Sealed> answer = made.get(k);
        boolean again =
            answer.succeeded()
                ? CosmianCipher.misreadable(answer.get())
                : isDisabled(answer) && !newer.equals(uid);
        results.add(
            result(
                () ->
                    again
                        ? cipher.encrypt(name, newer, plaintexts.get(i), contexts.get(i))
                        : CosmianCipher.ciphertext(
                            name, uid, plaintexts.get(i), length, answer.get())));
      }
      return results;
    } finally {
      sent.forEach(copy -> Arrays.fill(copy, (byte) 0));
    }
  }

  /** The key to go on with: a rotated key without generations does not encrypt any more. */
  private String newerIfDisabled(String name, String uid, List<KmsResult<Sealed>> made) {
    boolean disabled = made.stream().anyMatch(CosmianBatch::isDisabled);
    return disabled ? successors.after(name, uid).orElse(uid) : uid;
  }

  private static boolean isDisabled(KmsResult<?> answer) {
    return answer.error().map(e -> e.code() == ErrorCode.KEY_DISABLED).orElse(false);
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

  private <T> List<KmsResult<T>> inChunks(
      int count, IntUnaryOperator bytes, Function<List<Integer>, List<KmsResult<T>>> call) {
    List<KmsResult<T>> results = new ArrayList<>();
    List<Integer> chunk = new ArrayList<>();
    long size = 0;
    for (int i = 0; i < count; i++) {
      int item = bytes.applyAsInt(i);
      if (!chunk.isEmpty() && (chunk.size() == mostItems || size + item > MOST_BYTES)) {
        results.addAll(together(chunk, call));
        chunk = new ArrayList<>();
        size = 0;
      }
      chunk.add(i);
      size += item;
    }
    if (!chunk.isEmpty()) {
      results.addAll(together(chunk, call));
    }
    return results;
  }

  private static <T> List<KmsResult<T>> together(
      List<Integer> chunk, Function<List<Integer>, List<KmsResult<T>>> call) {
    try {
      return call.apply(chunk);
    } catch (KmsException e) {
      return Collections.nCopies(chunk.size(), KmsResult.failed(e));
    }
  }
}
