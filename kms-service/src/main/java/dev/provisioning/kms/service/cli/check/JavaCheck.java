package dev.provisioning.kms.service.cli.check;

/** The Java that runs this. */
final class JavaCheck {
  private JavaCheck() {}

  static Finding run() {
    return Finding.ok(
        "java", Runtime.version() + ", " + System.getProperty("java.vendor", "unknown vendor"));
  }
}
