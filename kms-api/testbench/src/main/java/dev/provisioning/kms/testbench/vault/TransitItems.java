package dev.provisioning.kms.testbench.vault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the items of a request and makes one answer of their outcomes: data or an error of a single
 * item, {@code batch_results} and a status that is not always what one expects of a batch.
 */
final class TransitItems {
  private final List<TransitItem> items;
  private final boolean batch;

  private TransitItems(List<TransitItem> items, boolean batch) {
    this.items = items;
    this.batch = batch;
  }

  static TransitItems of(Params params, BatchInput input) {
    if (params.has("batch_input")) {
      List<TransitItem> items = new ArrayList<>();
      input.items(params.get("batch_input")).forEach(item -> items.add(TransitItem.of(item)));
      return new TransitItems(items, true);
    }
    return new TransitItems(List.of(TransitItem.of(params)), false);
  }

  /** Whether there are contexts: in all of the items or in none. */
  boolean haveContext() {
    long with = items.stream().filter(item -> !item.context().isEmpty()).count();
    if (with != 0 && with != items.size()) {
      throw Refusal.bad("context should be set either in all the request blocks or in none");
    }
    return with != 0;
  }

  boolean isBatch() {
    return batch;
  }

  List<TransitItem> all() {
    return items;
  }

  /**
   * Answers as encrypt and decrypt do.
   *
   * @param partial the status that the client wants where some items succeeded; 0 is the server's
   * @param onError what an item that failed shows beside its error
   */
  Answer answer(Function<TransitItem, Map<String, ?>> work, int partial, Map<String, ?> onError) {
    List<Outcome> outcomes = items.stream().map(item -> run(item, work)).toList();
    if (!batch) {
      return outcomes.get(0).single();
    }
    Map<String, ?> results = results(outcomes, onError);
    return isNoticed(outcomes)
        ? Answer.chosen(status(outcomes, partial), results)
        : Answer.data(results);
  }

  /** Answers as rewrap does: a batch is always 200. */
  Answer answerOk(Function<TransitItem, Map<String, ?>> work) {
    List<Outcome> outcomes = items.stream().map(item -> run(item, work)).toList();
    return batch ? Answer.data(results(outcomes, Map.of())) : outcomes.get(0).single();
  }

  private record Outcome(
      TransitItem item, @Nullable Map<String, ?> data, @Nullable ItemFailure failure) {
    Answer single() {
      if (failure != null) {
        throw failure.refusal();
      }
      return Answer.data(data == null ? Map.of() : data);
    }

    boolean isKind(ItemFailure.Kind kind) {
      return failure != null && failure.kind() == kind;
    }
  }

  private static Outcome run(TransitItem item, Function<TransitItem, Map<String, ?>> work) {
    try {
      return new Outcome(item, work.apply(item), null);
    } catch (ItemFailure e) {
      return new Outcome(item, null, e);
    } catch (Refusal e) {
      return new Outcome(item, null, ItemFailure.user(e.text()));
    }
  }

  private static boolean isNoticed(List<Outcome> outcomes) {
    return outcomes.stream()
        .anyMatch(o -> o.isKind(ItemFailure.Kind.INTERNAL) || o.isKind(ItemFailure.Kind.USER));
  }

  private static int status(List<Outcome> outcomes, int partial) {
    boolean internal = outcomes.stream().anyMatch(o -> o.isKind(ItemFailure.Kind.INTERNAL));
    boolean some = outcomes.stream().anyMatch(o -> o.failure() == null);
    if (some && partial > 0) {
      return partial;
    }
    return internal ? 500 : 400;
  }

  private static Map<String, ?> results(List<Outcome> outcomes, Map<String, ?> onError) {
    List<Map<String, Object>> results = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      ItemFailure failure = outcome.failure();
      Map<String, Object> result = new LinkedHashMap<>();
      if (outcome.data() != null) {
        result.putAll(outcome.data());
      }
      if (failure != null) {
        result.putAll(onError);
        result.put("error", failure.text());
      }
      result.put("reference", outcome.item().reference());
      results.add(result);
    }
    return Map.of("batch_results", results);
  }
}
