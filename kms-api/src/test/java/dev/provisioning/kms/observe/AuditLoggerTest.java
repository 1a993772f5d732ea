package dev.provisioning.kms.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsOperation;
import dev.provisioning.kms.testing.VirtualClock;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class AuditLoggerTest {
  private final Recorded log = new Recorded();
  private final AuditLogger audit = new AuditLogger(new VirtualClock(), log);

  @Test
  void on_operation_isOneJsonObjectAtInfo() {
    audit.on(Events.decrypt());
    assertThat(log.lines)
        .containsExactly(
            "INFO {\"time\":\"2030-01-01T00:00:00Z\",\"type\":\"operation\","
                + "\"operation\":\"decrypt\",\"backend\":\"fake\",\"key_id\":\"k1\","
                + "\"key_version\":\"1\",\"context_keys\":[\"env\",\"row\"],\"input_bytes\":33,"
                + "\"output_bytes\":5,\"outcome\":\"success\",\"duration_us\":20000,"
                + "\"attempts\":1}");
  }

  @Test
  void on_placeHoldersAndLineEndsInNames_areText() {
    audit.on(Events.of(KmsOperation.DECRYPT, "{}\n${jndi:x}", List.of("{}"), null, 1));
    assertThat(log.lines).hasSize(1);
    assertThat(log.lines.get(0))
        .contains("\"key_id\":\"{}\\u000a${jndi:x}\",", "\"context_keys\":[\"{}\"]");
  }

  @Test
  void log_refusal_isWrittenToo() {
    audit.log(AuditRecord.refusal("serve", ErrorCode.UNAUTHENTICATED).with("count", 3));
    assertThat(log.lines.get(0)).contains("\"type\":\"refusal\"", "\"count\":3}");
  }

  @Test
  void logger_name_isTheDocumentedOne() {
    assertThat(LoggerFactory.getLogger(AuditLogger.LOGGER).getName()).isEqualTo("kms.audit");
  }

  private static final class Recorded extends LegacyAbstractLogger {
    @Serial private static final long serialVersionUID = 1L;

    private final transient List<String> lines = new ArrayList<>();

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String pattern,
        Object @Nullable [] arguments,
        @Nullable Throwable throwable) {
      lines.add(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments));
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }
  }
}
