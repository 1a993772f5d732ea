package dev.provisioning.kms.observe;

import dev.provisioning.kms.KmsListener;
import dev.provisioning.kms.config.ListenerSection;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code [kms.audit]}. */
public final class AuditSection implements ListenerSection {
  private static final int MOST_CHECKPOINT = 1_000_000;

  /** Called by the service loader. */
  public AuditSection() {}

  @Override
  public String name() {
    return "audit";
  }

  @Override
  public List<KmsListener> open(KmsConfig config) {
    Optional<Path> file = config.path("file");
    boolean log = config.flag("log", file.isEmpty());
    Optional<Secret> key = config.secret("key");
    boolean failClosed = config.flag("fail_closed", true);
    int checkpointEvery = config.integer("checkpoint_every", 1000, 1, MOST_CHECKPOINT);
    int rotateBytes = config.integer("rotate_bytes", 0, 0, Integer.MAX_VALUE);
    Duration lockTimeout = config.duration("lock_timeout", Duration.ofSeconds(5));
    if (!config.unread().isEmpty()) {
      // Refused by the caller, who must not find a file that such a configuration made.
      return List.of();
    }
    if (file.isEmpty() && !log) {
      throw config.invalid("log", "leaves nothing that is written: set file as well");
    }
    if (file.isEmpty() && key.isPresent()) {
      throw config.invalid("file", "is what the key is for: set it as well");
    }
    List<KmsListener> listeners = new ArrayList<>();
    if (file.isPresent()) {
      AuditFileBuilder builder =
          AuditFile.builder(file.get())
              .failClosed(failClosed)
              .checkpointEvery(checkpointEvery)
              .rotateBytes(rotateBytes)
              .lockTimeout(lockTimeout)
              .clock(config.clock());
      key.ifPresent(builder::key);
      try {
        listeners.add(builder.open());
      } finally {
        key.ifPresent(Secret::close);
      }
    }
    if (log) {
      listeners.add(new AuditLogger(config.clock()));
    }
    return listeners;
  }
}
