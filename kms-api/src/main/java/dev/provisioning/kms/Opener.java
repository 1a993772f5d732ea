package dev.provisioning.kms;

import dev.provisioning.kms.config.Spelling;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Opens one section: finds its provider, reads the settings that every section has, connects. */
final class Opener {
  private static final int MOST_PLAINTEXT = 16 * 1024 * 1024;

  private final ClassLoader loader;
  private final List<KmsProvider> explicit;
  private final @Nullable List<String> allowed;
  private final KmsClock clock;

  Opener(
      ClassLoader loader,
      List<KmsProvider> explicit,
      @Nullable List<String> allowed,
      KmsClock clock) {
    this.loader = loader;
    this.explicit = explicit;
    this.allowed = allowed;
    this.clock = clock;
  }

  Connection open(KmsConfig.Builder builder) {
    KmsConfig config = builder.clock(clock).build();
    KmsProvider provider = provider(config.scheme());
    int maxPlaintext =
        config.integer("max_plaintext_bytes", KmsClient.MAX_PLAINTEXT, 1, MOST_PLAINTEXT);
    boolean contextHint = config.flag("context_hint", true);
    SortedMap<String, String> names = config.table("keys");
    List<String> more = config.list("allowed_keys");
    RetryPolicy retry = RetryPolicy.read(config);
    KmsBackend backend = connect(provider, config);
    try {
      refuseUnknown(config);
      return connection(config.section(), backend, names, more, maxPlaintext, contextHint, retry);
    } catch (RuntimeException | Error e) {
      close(backend, e);
      throw e;
    }
  }

  /** A backend that was opened as an object has no section to read. */
  Connection adopt(String section, KmsBackend backend) {
    RetryPolicy byCapability = new RetryPolicy(0, RetryPolicy.NETWORK.deadline());
    return connection(
        section, backend, Map.of(), List.of(), KmsClient.MAX_PLAINTEXT, true, byCapability);
  }

  private Connection connection(
      String section,
      KmsBackend backend,
      Map<String, String> names,
      List<String> more,
      int maxPlaintext,
      boolean contextHint,
      RetryPolicy retry) {
    SortedMap<String, String> all = new TreeMap<>(backend.keys());
    all.putAll(names);
    return new Connection(
        section,
        backend,
        new AllowedKeys(all, more),
        maxPlaintext,
        contextHint,
        retry.orDefault(backend.capabilities().contains(Capability.OFFLINE)),
        new KeyInfoCache(clock::nanoTime));
  }

  private KmsProvider provider(String scheme) {
    for (KmsProvider provider : explicit) {
      if (provider.scheme().equals(scheme)) {
        return provider;
      }
    }
    return Providers.scan(loader, allowed).find(scheme);
  }

  private static KmsBackend connect(KmsProvider provider, KmsConfig config) {
    try {
      KmsBackend backend = provider.connect(config);
      if (!config.scheme().equals(backend.scheme())) {
        KmsException wrong =
            KmsException.of(
                ErrorCode.INTERNAL,
                provider.getClass().getName() + " opened a backend of " + backend.scheme());
        close(backend, wrong);
        throw wrong;
      }
      return backend;
    } catch (KmsException e) {
      throw e.in(KmsOperation.CONNECT, config.scheme(), null);
    } catch (LinkageError | RuntimeException e) {
      throw KmsException.of(
              ErrorCode.CONFIGURATION,
              "the provider "
                  + provider.getClass().getName()
                  + " failed to open: "
                  + e.getClass().getName(),
              e)
          .in(KmsOperation.CONNECT, config.scheme(), null);
    }
  }

  static void refuseUnknown(KmsConfig config) {
    SortedSet<String> unread = config.unread();
    if (!unread.isEmpty()) {
      String first = unread.first();
      throw config.invalid(
          first,
          "is not a setting of "
              + config.scheme()
              + Spelling.hint(first, config.known())
              + (unread.size() > 1 ? " (unknown too: " + unread.tailSet(first + '\0') + ")" : ""));
    }
  }

  static void close(KmsBackend backend, Throwable because) {
    try {
      backend.close();
    } catch (RuntimeException | Error e) {
      because.addSuppressed(e);
    }
  }
}
