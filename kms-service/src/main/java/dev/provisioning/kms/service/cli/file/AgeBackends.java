package dev.provisioning.kms.service.cli.file;

import dev.provisioning.kms.age.AgeKms;
import dev.provisioning.kms.age.AgeProvider;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The provider of age that remembers what it opened: a client has no door to its backend, and files
 * need the backend itself. The opening checks every setting as it always does.
 */
public final class AgeBackends implements KmsProvider {
  private final AgeProvider age = new AgeProvider();
  private final Map<String, AgeKms> opened = new ConcurrentHashMap<>();

  /** Remembers nothing yet. */
  public AgeBackends() {}

  @Override
  public String scheme() {
    return age.scheme();
  }

  @Override
  public KmsBackend connect(KmsConfig config) {
    KmsBackend backend = age.connect(config);
    if (backend instanceof AgeKms kms) {
      opened.put(config.section(), kms);
    }
    return backend;
  }

  /**
   * Returns the backend of a session.
   *
   * @param session a session that was opened with this provider
   * @param what what needs the backend, for people
   * @return its backend
   */
  public AgeKms of(Session session, String what) {
    @Nullable AgeKms kms = opened.get(session.section());
    if (kms == null) {
      throw Refusal.unsupported(
          what
              + " needs an age backend, and [kms."
              + session.section()
              + "] is another one; use --section NAME");
    }
    return kms;
  }
}
