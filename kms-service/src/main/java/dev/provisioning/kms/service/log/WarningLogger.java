package dev.provisioning.kms.service.log;

import dev.provisioning.kms.service.cli.io.OneLine;
import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Writes warnings to standard error; exceptions are left to the command that fails by them. */
final class WarningLogger extends LegacyAbstractLogger {
  @Serial private static final long serialVersionUID = 1L;

  WarningLogger() {
    name = "kms";
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable throwable) {
    String word = level == Level.ERROR ? "error" : "warning";
    String text = String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
    System.err.print("kms: " + word + ": " + OneLine.of(text) + "\n");
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
    return false;
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
