package dev.provisioning.kms.observe;

import dev.provisioning.kms.Health;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsEvent;
import dev.provisioning.kms.KmsListener;
import dev.provisioning.kms.KmsOperation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics for Micrometer, which the application must have on its path. The names are those that a
 * Prometheus registry makes of them:
 *
 * <ul>
 *   <li>{@code kms_operations_total}, with {@code backend}, {@code operation} and {@code outcome}
 *   <li>{@code kms_operation_duration_seconds} and {@code kms_retries_total}, with {@code backend}
 *       and {@code operation}
 *   <li>{@code kms_backend_up} and {@code kms_backend_check_timestamp_seconds}, with {@code
 *       backend}, once {@link #backend} has been called
 *   <li>{@code kms_datakey_cache_hits_total}, {@code …_misses_total}, {@code …_evictions_total},
 *       after {@link #dataKeyCache}
 *   <li>{@code kms_audit_records_total}, {@code kms_audit_failures_total}, {@code
 *       kms_audit_sequence} and {@code kms_audit_head}, the first 48 bits of the newest record's
 *       hash as a number, after {@link #audit}
 * </ul>
 *
 * <p>Labels have few values: schemes, operations, error codes. A registry that throws fails no
 * operation. Safe for use by many threads.
 */
public final class KmsMetrics implements KmsListener {
  private static final Logger LOG = LoggerFactory.getLogger(KmsMetrics.class);

  /** Half a millisecond is a call in this process, ten seconds a backend that is ill. */
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final KmsClock clock;
  private final Map<Call, Meters> meters = new ConcurrentHashMap<>();
  private final Map<String, Check> checks = new ConcurrentHashMap<>();

  /** What function counters count, since the registry holds it weakly. */
  private final Queue<Supplier<? extends Number>> kept = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean warned = new AtomicBoolean();

  private record Call(String backend, KmsOperation operation, String outcome) {}

  private record Meters(Counter operations, Timer duration, Counter retries) {}

  private record Check(boolean up, long epochSecond) {}

  /**
   * Makes a listener that fills a registry.
   *
   * @param registry the registry
   */
  public KmsMetrics(MeterRegistry registry) {
    this(registry, KmsClock.system());
  }

  /**
   * Makes a listener with another clock.
   *
   * @param registry the registry
   * @param clock tells the time of health checks
   */
  public KmsMetrics(MeterRegistry registry, KmsClock clock) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Counts and times an operation.
   *
   * @param event what happened
   */
  @Override
  public void on(KmsEvent event) {
    try {
      Call call = new Call(event.backend(), event.operation(), Outcome.of(event));
      Meters its = meters.computeIfAbsent(call, this::register);
      its.operations().increment();
      its.duration().record(event.duration());
      its.retries().increment(Math.max(0, event.attempts() - 1));
    } catch (RuntimeException e) {
      if (warned.compareAndSet(false, true)) {
        LOG.warn("the registry refuses metrics of operations: {}", e.getClass().getName());
      }
    }
  }

  private Meters register(Call call) {
    String operation = call.operation().text();
    return new Meters(
        Counter.builder("kms.operations")
            .description("Operations, by how they ended")
            .tags("backend", call.backend(), "operation", operation, "outcome", call.outcome())
            .register(registry),
        Timer.builder("kms.operation.duration")
            .description("Time of operations with all their attempts")
            .tags("backend", call.backend(), "operation", operation)
            .serviceLevelObjectives(BUCKETS)
            .register(registry),
        Counter.builder("kms.retries")
            .description("Calls beyond the first of an operation")
            .tags("backend", call.backend(), "operation", operation)
            .register(registry));
  }

  /**
   * Shows the result of a health check.
   *
   * @param backend the scheme of the backend
   * @param health what the check said; degraded counts as up
   */
  public void backend(String backend, Health health) {
    boolean up = health.status() != Health.Status.DOWN;
    if (checks.put(backend, new Check(up, clock.now().getEpochSecond())) != null) {
      return;
    }
    gauge("kms.backend.up", () -> check(backend).up() ? 1 : 0)
        .description("1 if the last check found the backend usable")
        .tag("backend", backend)
        .register(registry);
    gauge("kms.backend.check.timestamp", () -> check(backend).epochSecond())
        .description("When the backend was checked last")
        .baseUnit("seconds")
        .tag("backend", backend)
        .register(registry);
  }

  private Check check(String backend) {
    return Objects.requireNonNull(checks.get(backend));
  }

  /**
   * Shows the counters of data-key caches, those of several together.
   *
   * @param hits how often a key was there
   * @param misses how often it was not
   * @param evictions how many keys were dropped
   */
  public void dataKeyCache(
      Supplier<? extends Number> hits,
      Supplier<? extends Number> misses,
      Supplier<? extends Number> evictions) {
    counter("kms.datakey.cache.hits", "Data keys found in the cache", hits);
    counter("kms.datakey.cache.misses", "Data keys not found in the cache", misses);
    counter("kms.datakey.cache.evictions", "Data keys dropped from the cache", evictions);
  }

  /**
   * Shows an audit file.
   *
   * @param audit the file, from {@code kms.listener(AuditFile.class)}
   */
  public void audit(AuditFile audit) {
    counter("kms.audit.records", "Records written", audit::records);
    counter("kms.audit.failures", "Records that could not be written", audit::failures);
    gauge("kms.audit.sequence", () -> audit.head().sequence())
        .description("Number of the newest record")
        .register(registry);
    gauge("kms.audit.head", () -> Long.parseLong(audit.head().hash().substring(0, 12), 16))
        .description("First 48 bits of the newest record's hash")
        .register(registry);
  }

  /** A registry forgets what nobody else holds, unless the reference is strong. */
  private static Gauge.Builder<Supplier<Number>> gauge(String name, Supplier<Number> value) {
    return Gauge.builder(name, value).strongReference(true);
  }

  private void counter(String name, String description, Supplier<? extends Number> value) {
    kept.add(value);
    FunctionCounter.builder(name, value, v -> v.get().doubleValue())
        .description(description)
        .register(registry);
  }
}
