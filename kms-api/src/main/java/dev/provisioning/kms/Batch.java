package dev.provisioning.kms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Many items in one call of a backend. A failed item fails alone, a retry repeats only the items
 * that it can help, and each item is an event of its own, as if it had travelled alone.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
final class Batch<I, O> {
  private final List<I> items;
  private final List<EncryptionContext> contexts;
  private final BiFunction<I, EncryptionContext, Call> callOf;
  private final BiFunction<List<I>, List<EncryptionContext>, List<KmsResult<O>>> backend;
  private final Finish<I, O> finish;
  private final List<@Nullable KmsResult<O>> results;
  private List<Integer> pending;
  private boolean answered;

  /**
   * Prepares a batch.
   *
   * @param callOf describes one item as an operation of its own
   * @param backend the backend's call for many items
   * @param finish turns an item's answer into what the caller gets
   */
  Batch(
      List<I> items,
      List<EncryptionContext> contexts,
      BiFunction<I, EncryptionContext, Call> callOf,
      BiFunction<List<I>, List<EncryptionContext>, List<KmsResult<O>>> backend,
      Finish<I, O> finish) {
    this.items = items;
    this.contexts = contexts;
    this.callOf = callOf;
    this.backend = backend;
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

  /** Fails the items that need no call to fail. */
  Batch<I, O> check(BiConsumer<I, EncryptionContext> refusal) {
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
    return this;
  }

  List<KmsResult<O>> run(Calls calls) {
    if (!pending.isEmpty()) {
      List<Integer> sent = pending;
      Attempts attempts = calls.attempts(call(sent.get(0)));
      try {
        attempts.run(this::attempt);
      } catch (KmsException e) {
        if (!answered) {
          pending.forEach(i -> results.set(i, KmsResult.failed(call(i).place(e))));
        }
      }
      tell(calls, sent, attempts);
    }
    return results.stream().map(Objects::requireNonNull).toList();
  }

  private Call call(int i) {
    return callOf.apply(items.get(i), contexts.get(i));
  }

  /** A listener that refuses one of many refuses all; plaintexts are wiped. */
  private void tell(Calls calls, List<Integer> sent, Attempts attempts) {
    if (!calls.areHeard()) {
      return;
    }
    @Nullable Throwable refused =
        calls.tellAll(sent.stream().map(i -> event(i, attempts)).toList());
    if (refused != null) {
      sent.forEach(i -> refuse(i, Calls.refusal(call(i), refused)));
    }
  }

  private KmsEvent event(int i, Attempts attempts) {
    KmsResult<O> result = Objects.requireNonNull(results.get(i));
    @Nullable KmsException failure = result.error().orElse(null);
    return Calls.event(call(i), failure == null ? result.get() : null, failure, attempts);
  }

  private void refuse(int i, KmsException refusal) {
    KmsResult<O> result = Objects.requireNonNull(results.get(i));
    if (!result.succeeded()) {
      result.error().ifPresent(failure -> failure.addSuppressed(refusal));
      return;
    }
    if (result.get() instanceof byte[] plaintext) {
      DataKey.wipe(plaintext);
    }
    results.set(i, KmsResult.failed(refusal));
  }

  /** One call with what is open; throws the first failure that a retry can help. */
  private Integer attempt() {
    answered = false;
    List<I> now = pending.stream().map(items::get).toList();
    List<EncryptionContext> its = pending.stream().map(contexts::get).toList();
    List<KmsResult<O>> answers = backend.apply(now, its);
    if (answers.size() != now.size()) {
      throw KmsException.of(
          ErrorCode.INTERNAL,
          "the backend answered " + answers.size() + " of " + now.size() + " items");
    }
    answered = true;
    List<Integer> open = new ArrayList<>();
    @Nullable KmsException retry = null;
    for (int k = 0; k < answers.size(); k++) {
      int i = pending.get(k);
      KmsResult<O> result = finished(i, answers.get(k));
      results.set(i, result);
      @Nullable KmsException failure = result.error().orElse(null);
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

  private KmsResult<O> finished(int i, KmsResult<O> answer) {
    try {
      return KmsResult.of(finish.apply(answer, items.get(i), contexts.get(i)));
    } catch (KmsException e) {
      return KmsResult.failed(call(i).place(e));
    }
  }

  /** Takes an item's answer, or throws what the caller is told. */
  @FunctionalInterface
  interface Finish<I, O> {
    O apply(KmsResult<O> answer, I item, EncryptionContext context);
  }
}
