package dev.provisioning.kms.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KmsOperation;
import dev.provisioning.kms.testing.VirtualClock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names and labels that a Prometheus server sees. */
class KmsMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final KmsMetrics metrics = new KmsMetrics(registry, new VirtualClock());

  @TempDir Path folder;

  @Test
  void operations_counted_haveBoundedLabels() {
    metrics.on(Events.decrypt());
    metrics.on(Events.decrypt());
    metrics.on(Events.denied());
    metrics.on(Events.of(KmsOperation.GENERATE_DATA_KEY, "k1", List.of(), ErrorCode.TIMEOUT, 4));
    assertThat(registry.scrape().lines())
        .contains(
            "kms_operations_total{backend=\"fake\",operation=\"decrypt\",outcome=\"success\"} 2.0",
            "kms_operations_total{backend=\"fake\",operation=\"decrypt\",outcome=\"access_denied\"} 1.0",
            "kms_operations_total{backend=\"fake\",operation=\"generate-data-key\",outcome=\"timeout\"} 1.0",
            "kms_retries_total{backend=\"fake\",operation=\"decrypt\"} 0.0",
            "kms_retries_total{backend=\"fake\",operation=\"generate-data-key\"} 3.0",
            "kms_operation_duration_seconds_count{backend=\"fake\",operation=\"decrypt\"} 3",
            "kms_operation_duration_seconds_bucket{backend=\"fake\",operation=\"decrypt\",le=\"5.0E-4\"} 0",
            "kms_operation_duration_seconds_bucket{backend=\"fake\",operation=\"decrypt\",le=\"0.025\"} 3");
    assertThat(registry.scrape()).doesNotContain("k1", "env", "row");
  }

  @Test
  void backend_checked_showsTheLastCheck() {
    metrics.backend("fake", new Health(Health.Status.DEGRADED, Duration.ZERO, ""));
    assertThat(registry.scrape().lines()).contains("kms_backend_up{backend=\"fake\"} 1.0");
    metrics.backend("fake", Health.down(Duration.ZERO, "gone s3cret"));
    assertThat(registry.scrape().lines())
        .contains(
            "kms_backend_up{backend=\"fake\"} 0.0",
            "kms_backend_check_timestamp_seconds{backend=\"fake\"} 1.893456E9");
    assertThat(registry.scrape()).doesNotContain("s3cret");
  }

  @Test
  void cache_counters_areShown() {
    metrics.dataKeyCache(() -> 7, () -> 2L, () -> 1);
    assertThat(registry.scrape().lines())
        .contains(
            "kms_datakey_cache_hits_total 7.0",
            "kms_datakey_cache_misses_total 2.0",
            "kms_datakey_cache_evictions_total 1.0");
  }

  @Test
  void audit_file_showsRecordsFailuresAndHead() {
    AuditFile audit = AuditFile.builder(folder.resolve("a")).failClosed(false).open();
    metrics.audit(audit);
    audit.on(Events.decrypt());
    double before = registry.get("kms.audit.head").gauge().value();
    audit.close();
    audit.on(Events.decrypt());
    assertThat(registry.scrape().lines())
        .contains(
            "kms_audit_records_total 1.0",
            "kms_audit_failures_total 1.0",
            "kms_audit_sequence 3.0");
    assertThat(registry.get("kms.audit.head").gauge().value())
        .isNotEqualTo(before)
        .isEqualTo((double) Long.parseLong(audit.head().hash().substring(0, 12), 16));
  }

  @Test
  void registry_thatThrows_failsNoOperation() {
    SimpleMeterRegistry closed = new SimpleMeterRegistry();
    closed
        .config()
        .meterFilter(
            new MeterFilter() {
              @Override
              public Meter.Id map(Meter.Id id) {
                throw new IllegalStateException("refused");
              }
            });
    KmsMetrics refused = new KmsMetrics(closed);
    refused.on(Events.decrypt());
    refused.on(Events.decrypt());
    assertThat(closed.getMeters()).isEmpty();
  }
}
