package dev.provisioning.kms.observe;

import dev.provisioning.kms.KmsEvent;
import dev.provisioning.kms.KmsListener;
import dev.provisioning.kms.KmsOperation;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts operations in memory, by backend, operation and outcome. Safe for use by many threads. The
 * numbers of one row may be of slightly different moments.
 */
public final class OperationCounters implements KmsListener {
  private final Map<Row, Sums> rows = new ConcurrentHashMap<>();

  private record Row(String backend, KmsOperation operation, String outcome) {}

  private record Sums(LongAdder count, LongAdder retries, LongAdder nanos) {
    Sums() {
      this(new LongAdder(), new LongAdder(), new LongAdder());
    }
  }

  /** Makes counters that stand at zero. */
  public OperationCounters() {}

  /**
   * Counts an operation.
   *
   * @param event what happened
   */
  @Override
  public void on(KmsEvent event) {
    Row row = new Row(event.backend(), event.operation(), Outcome.of(event));
    Sums sums = rows.computeIfAbsent(row, unused -> new Sums());
    sums.count().increment();
    sums.retries().add(Math.max(0, event.attempts() - 1));
    sums.nanos().add(event.duration().toNanos());
  }

  /**
   * Returns what has been counted.
   *
   * @return one row for each combination that occurred, sorted
   */
  public List<OperationCount> snapshot() {
    return rows.entrySet().stream()
        .map(
            e ->
                new OperationCount(
                    e.getKey().backend(),
                    e.getKey().operation(),
                    e.getKey().outcome(),
                    e.getValue().count().sum(),
                    e.getValue().retries().sum(),
                    Duration.ofNanos(e.getValue().nanos().sum())))
        .sorted(
            Comparator.comparing(OperationCount::backend)
                .thenComparing(OperationCount::operation)
                .thenComparing(OperationCount::outcome))
        .toList();
  }
}
