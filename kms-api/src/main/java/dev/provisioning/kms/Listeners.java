package dev.provisioning.kms;

import dev.provisioning.kms.config.Configuration;
import dev.provisioning.kms.config.ListenerSection;
import dev.provisioning.kms.spi.KmsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of every operation: first the listeners that the configuration asks for, so that none
 * of the application's can keep an operation out of the audit, then those of the builder.
 */
final class Listeners {
  private final List<KmsListener> configured = new ArrayList<>();
  private final List<KmsListener> all = new ArrayList<>();

  Listeners(List<KmsListener> given) {
    all.addAll(given);
  }

  List<KmsListener> all() {
    return all;
  }

  <T extends KmsListener> Optional<T> find(Class<T> type) {
    return all.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** Opens what the configuration asks for; called once, before anybody else has this object. */
  void open(Configuration configuration, KmsClock clock) {
    for (String name : configuration.listenerSections()) {
      KmsConfig config = configuration.listenerSection(name).clock(clock).build();
      configured.addAll(section(name).open(config));
      Opener.refuseUnknown(config);
    }
    all.addAll(0, configured);
  }

  private static ListenerSection section(String name) {
    ClassLoader own = Optional.ofNullable(Listeners.class.getClassLoader()).orElseThrow();
    return ServiceLoader.load(ListenerSection.class, own).stream()
        .map(ServiceLoader.Provider::get)
        .filter(section -> section.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                KmsException.of(
                    ErrorCode.CONFIGURATION,
                    "nothing here reads [kms."
                        + name
                        + "]: shading must merge META-INF/services, see "
                        + ListenerSection.class.getName()));
  }

  /** Closes what the configuration opened; each of them, whatever the others do. */
  @Nullable Throwable close(@Nullable Throwable earlier) {
    @Nullable Throwable failure = earlier;
    for (KmsListener listener : configured) {
      if (listener instanceof AutoCloseable closeable) {
        failure = closeOne(closeable, failure);
      }
    }
    return failure;
  }

  private static @Nullable Throwable closeOne(AutoCloseable one, @Nullable Throwable earlier) {
    try {
      one.close();
      return earlier;
    } catch (Exception | Error e) {
      if (earlier == null) {
        return e;
      }
      earlier.addSuppressed(e);
      return earlier;
    }
  }
}
