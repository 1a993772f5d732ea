package dev.provisioning.kms.testbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class ServerLogsTest {
  static final class Bench implements ServerLogs, BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      try (ServerProcess server = ServerProcess.start(new TinyServer.Command(List.of()))) {
        ServerLogs.watch(context, server);
      }
    }
  }

  @ExtendWith(Bench.class)
  static final class Failing {
    @Test
    void fails() {
      assertThat(1).as("a test's own failure").isZero();
    }
  }

  @ExtendWith(Bench.class)
  static final class FailingBefore {
    @BeforeEach
    void prepare() {
      assertThat(1).as("a preparation's failure").isZero();
    }

    @Test
    void passes() {}
  }

  private static Throwable failure(Class<?> tests) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(),
            listener);
    return Objects.requireNonNull(listener.getSummary().getFailures().get(0).getException());
  }

  @Test
  void failure_ofATest_carriesTheEndOfTheLog() {
    Throwable failure = failure(Failing.class);
    assertThat(failure).hasMessageContaining("a test's own failure");
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(log -> assertThat(log).hasMessageContaining("start number 1"));
  }

  @Test
  void failure_ofAPreparation_carriesTheEndOfTheLog() {
    assertThat(failure(FailingBefore.class).getSuppressed())
        .singleElement()
        .satisfies(log -> assertThat(log).hasMessageContaining("start number 1"));
  }
}
