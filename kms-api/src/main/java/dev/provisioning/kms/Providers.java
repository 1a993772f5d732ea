package dev.provisioning.kms;

import dev.provisioning.kms.spi.KmsProvider;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The providers that a class loader sees. One that fails to load never hides the others: both steps
 * of the iterator can throw, and after an I/O error the first can throw for ever, hence the cap.
 */
final class Providers {
  private static final int MOST_STEPS = 1000;
  private static final List<String> OURS = List.of("age", "vault", "rustyvault", "cosmian", "aws");

  private final List<KmsProvider> loaded = new ArrayList<>();
  private final List<ProviderReport> reports = new ArrayList<>();

  private final @Nullable List<String> allowed;

  private Providers(@Nullable List<String> allowed) {
    this.allowed = allowed;
  }

  static Providers scan(ClassLoader loader) {
    return scan(loader, null);
  }

  /** Looks for providers; with a list of classes, no code of another class is run. */
  static Providers scan(ClassLoader loader, @Nullable List<String> allowed) {
    Providers found = new Providers(allowed);
    Iterator<ServiceLoader.Provider<KmsProvider>> iterator =
        ServiceLoader.load(KmsProvider.class, loader).stream().iterator();
    for (int step = 0; step < MOST_STEPS; step++) {
      if (!found.step(iterator)) {
        break;
      }
    }
    return found;
  }

  private boolean step(Iterator<ServiceLoader.Provider<KmsProvider>> iterator) {
    Class<?> type = null;
    try {
      if (!iterator.hasNext()) {
        return false;
      }
      ServiceLoader.Provider<KmsProvider> next = iterator.next();
      type = next.type();
      if (!isAllowed(type)) {
        reports.add(ProviderReport.failed(type.getName(), location(type), "not allowed"));
        return true;
      }
      KmsProvider provider = next.get();
      ProviderReport report =
          ProviderReport.loaded(provider.scheme(), type.getName(), location(type));
      loaded.add(provider);
      reports.add(report);
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      reports.add(
          ProviderReport.failed(
              type == null ? "(unknown class)" : type.getName(),
              type == null ? "(unknown)" : location(type),
              rootOf(e)));
    }
    return true;
  }

  private boolean isAllowed(Class<?> type) {
    return allowed == null || allowed.contains(type.getName());
  }

  private static String rootOf(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause;
  }

  private static String location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    @Nullable URL url = source == null ? null : source.getLocation();
    return url == null ? String.valueOf(type.getModule()) : url.getPath();
  }

  List<ProviderReport> reports() {
    return List.copyOf(reports);
  }

  KmsProvider find(String scheme) {
    List<KmsProvider> matches =
        loaded.stream()
            .filter(p -> p.scheme().equals(scheme))
            // A provider method of a module may return another class than its type says.
            .filter(p -> isAllowed(p.getClass()))
            .toList();
    if (matches.size() == 1) {
      return matches.get(0);
    }
    if (matches.isEmpty()) {
      throw configuration(unknown(scheme));
    }
    throw configuration(
        "two providers serve the scheme \""
            + scheme
            + "\": "
            + matches.stream()
                .map(p -> p.getClass().getName() + " in " + location(p.getClass()))
                .collect(Collectors.joining(" and "))
            + "; remove one jar, or name the class with allowProviders");
  }

  private String unknown(String scheme) {
    StringBuilder text = new StringBuilder("no provider for the scheme \"" + scheme + "\"");
    text.append("; found: ").append(listed(r -> r.failure().isEmpty()));
    if (reports.stream().anyMatch(r -> r.failure().isPresent())) {
      text.append("; failed to load: ").append(listed(r -> r.failure().isPresent()));
    }
    if (allowed != null) {
      text.append("; allowed: ").append(allowed);
    }
    if (OURS.contains(scheme)) {
      text.append("; add the artifact dev.provisioning.kms:kms-").append(scheme);
      text.append(" (Gradle: implementation(\"dev.provisioning.kms:kms-")
          .append(scheme)
          .append(":VERSION\"))");
    }
    return text.append("; when shading, merge META-INF/services").toString();
  }

  private String listed(Predicate<ProviderReport> which) {
    String list =
        reports.stream()
            .filter(which)
            .map(
                r ->
                    r.scheme().orElse(r.className())
                        + " ("
                        + r.failure().orElse(fileName(r.location()))
                        + ")")
            .collect(Collectors.joining(", "));
    return list.isEmpty() ? "none" : list;
  }

  private static String fileName(String location) {
    return location.substring(location.lastIndexOf('/', location.length() - 2) + 1);
  }

  private static KmsException configuration(String message) {
    return KmsException.of(ErrorCode.CONFIGURATION, message);
  }
}
