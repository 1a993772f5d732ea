package dev.provisioning.kms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Many items in one call of a backend: a failed item fails alone, and a retry repeats only the
 * items that it can help.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
final class Batch<I, O> {
  private final List<I> items;
  private final List<EncryptionContext> contexts;
  private final BiFunction<List<I>, List<EncryptionContext>, List<KmsResult<O>>> call;
  private final Finish<I, O> finish;
  private final List<@Nullable KmsResult<O>> results;
  private Explain<I> explain = (failure, item, context) -> failure;
  private List<Integer> pending;

  Batch(
      List<I> items,
      List<EncryptionContext> contexts,
      BiFunction<List<I>, List<EncryptionContext>, List<KmsResult<O>>> call,
      Finish<I, O> finish) {
    this.items = items;
    this.contexts = contexts;
    this.call = call;
    this.finish = finish;
    this.results = new ArrayList<>(Collections.nCopies(items.size(), null));
    this.pending = IntStream.range(0, items.size()).boxed().toList();
  }

  static void requireSameSize(List<?> items, List<EncryptionContext> contexts) {
    if (items.size() != contexts.size()) {
      throw new IllegalArgumentException(
          items.size() + " items and " + contexts.size() + " contexts");
    }
    items.forEach(item -> Objects.requireNonNull(item, "item"));
    contexts.forEach(context -> Objects.requireNonNull(context, "context"));
  }

  /** One call for each item, where the backend has nothing better. */
  static <I, O> List<KmsResult<O>> each(
      List<I> items, List<EncryptionContext> contexts, BiFunction<I, EncryptionContext, O> call) {
    List<KmsResult<O>> results = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      try {
        results.add(KmsResult.of(call.apply(items.get(i), contexts.get(i))));
      } catch (KmsException e) {
        results.add(KmsResult.failed(e));
      }
    }
    return List.copyOf(results);
  }

  Batch<I, O> explaining(Explain<I> value) {
    explain = value;
    return this;
  }

  /** Fails the items that need no call to fail. */
  void check(BiConsumer<I, EncryptionContext> refusal) {
    List<Integer> good = new ArrayList<>();
    for (int i : pending) {
      try {
        refusal.accept(items.get(i), contexts.get(i));
        good.add(i);
      } catch (KmsException e) {
        results.set(i, KmsResult.failed(e));
      }
    }
    pending = good;
  }

  List<KmsResult<O>> run(
      Calls calls, KmsOperation operation, Connection to, String keyId, ToLongFunction<I> size) {
    if (!pending.isEmpty()) {
      long bytes = pending.stream().mapToLong(i -> size.applyAsLong(items.get(i))).sum();
      Call whole = new Call(operation, to, keyId, EncryptionContext.empty(), bytes);
      try {
        calls.run(whole, this::attempt);
      } catch (KmsException e) {
        // Each item that is still open has its own result by now, or shares this failure.
        pending.stream()
            .filter(i -> results.get(i) == null)
            .forEach(i -> results.set(i, KmsResult.failed(e)));
      }
    }
    List<KmsResult<O>> done = new ArrayList<>(results.size());
    for (KmsResult<O> result : results) {
      done.add(Objects.requireNonNull(result));
    }
    return List.copyOf(done);
  }

  /** One call with what is open; throws the first failure that a retry can help. */
  private Integer attempt() {
    List<I> now = pending.stream().map(items::get).toList();
    List<EncryptionContext> its = pending.stream().map(contexts::get).toList();
    List<KmsResult<O>> answers = call.apply(now, its);
    if (answers.size() != now.size()) {
      throw KmsException.of(
          ErrorCode.INTERNAL,
          "the backend answered " + answers.size() + " of " + now.size() + " items");
    }
    List<Integer> open = new ArrayList<>();
    @Nullable KmsException retry = null;
    for (int k = 0; k < answers.size(); k++) {
      int i = pending.get(k);
      KmsResult<O> answer = answers.get(k);
      @Nullable KmsException failure = answer.error().orElse(null);
      results.set(
          i,
          failure == null
              ? KmsResult.of(finish.apply(answer.get(), items.get(i), contexts.get(i)))
              : KmsResult.failed(explain.apply(failure, items.get(i), contexts.get(i))));
      if (failure != null && failure.isRetryable()) {
        open.add(i);
        retry = retry == null ? failure : retry;
      }
    }
    pending = open;
    if (retry != null) {
      throw retry;
    }
    return answers.size();
  }

  /** Turns what the backend returned into what the caller gets. */
  @FunctionalInterface
  interface Finish<I, O> {
    O apply(O made, I item, EncryptionContext context);
  }

  /** Adds to an item's failure what is known of the item. */
  @FunctionalInterface
  interface Explain<I> {
    KmsException apply(KmsException failure, I item, EncryptionContext context);
  }
}
