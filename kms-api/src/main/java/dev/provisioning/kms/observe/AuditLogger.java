package dev.provisioning.kms.observe;

import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsEvent;
import dev.provisioning.kms.KmsListener;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one JSON object for each operation to the SLF4J logger {@code kms.audit}, at level INFO.
 * The line is printable ASCII. Whether it reaches a disk is up to the logging of the application;
 * {@link AuditFile} makes sure of it. Safe for use by many threads.
 */
public final class AuditLogger implements KmsListener {
  /** The name of the logger. */
  public static final String LOGGER = "kms.audit";

  private final Logger log;
  private final KmsClock clock;

  /** Makes a logger that tells the system's time. */
  public AuditLogger() {
    this(KmsClock.system());
  }

  /**
   * Makes a logger with another clock.
   *
   * @param clock tells the time of a record
   */
  public AuditLogger(KmsClock clock) {
    this(clock, LoggerFactory.getLogger(LOGGER));
  }

  AuditLogger(KmsClock clock, Logger log) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.log = log;
  }

  /**
   * Writes one line.
   *
   * @param event what happened
   */
  @Override
  public void on(KmsEvent event) {
    log(AuditRecord.of(event));
  }

  /**
   * Writes one line about what is no event, such as a refusal.
   *
   * @param record what happened
   */
  public void log(AuditRecord record) {
    if (log.isInfoEnabled()) {
      // As an argument: braces in the text are no place holders then.
      log.info("{}", "{" + record.body(clock.now()) + "}");
    }
  }
}
