package dev.provisioning.kms.service.cli.check;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.ProviderReport;
import java.util.List;
import java.util.Objects;

/** The backends that are on the class path, and those that failed to load. */
final class ProvidersCheck {
  private ProvidersCheck() {}

  static List<Finding> run() {
    ClassLoader loader = Objects.requireNonNull(Kms.class.getClassLoader());
    List<ProviderReport> reports = Kms.providers(loader);
    return reports.isEmpty()
        ? List.of(Finding.wrong("provider", "none was found; META-INF/services is missing"))
        : reports.stream().map(ProvidersCheck::finding).toList();
  }

  private static Finding finding(ProviderReport report) {
    String place = report.className() + " in " + report.location();
    return report
        .failure()
        .map(why -> Finding.wrong("provider", place + " failed to load: " + why))
        .orElseGet(() -> Finding.ok("provider", report.scheme().orElse("?") + ", " + place));
  }
}
