package dev.provisioning.kms.observe;

import dev.provisioning.kms.KmsConfigurationException;
import java.nio.file.Path;
import java.time.Duration;

/** A process that tells whether it may write an audit file. */
final class AuditOpeningChild {
  private AuditOpeningChild() {}

  public static void main(String[] args) {
    try (AuditFile audit = AuditFile.builder(Path.of(args[0])).lockTimeout(Duration.ZERO).open()) {
      System.out.println("opened at " + audit.head().sequence());
    } catch (KmsConfigurationException e) {
      System.out.println("refused");
    }
  }
}
