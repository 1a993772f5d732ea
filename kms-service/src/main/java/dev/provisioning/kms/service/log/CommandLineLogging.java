package dev.provisioning.kms.service.log;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The SLF4J provider of the command line: warnings and errors, one plain line each. Our own, since
 * the simple one starts slower and cannot leave out stack traces.
 */
public final class CommandLineLogging implements SLF4JServiceProvider {
  private final WarningLogger logger = new WarningLogger();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter contexts = new NOPMDCAdapter();

  /** Called by the service loader. */
  public CommandLineLogging() {}

  @Override
  public void initialize() {}

  @Override
  public ILoggerFactory getLoggerFactory() {
    return name -> logger;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return contexts;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}
