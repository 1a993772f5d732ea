package dev.provisioning.kms.age;

import dev.provisioning.kms.age.files.FileRole;
import dev.provisioning.kms.age.files.FileStamp;
import dev.provisioning.kms.age.files.WatchedFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link KeyRing} of the key files and reads them again when they change. A file that
 * became unusable is an error of every operation: the old keys are not used behind the back of
 * whoever changed it.
 */
final class KeySource implements AutoCloseable {
  private final Optional<WatchedFile> privateKeys;
  private final Optional<WatchedFile> publicKeys;
  private final List<AgeRecipient> recipients;
  private final ListedKeys listed;
  private final ReentrantLock loading = new ReentrantLock();
  private final List<KeyRing> lent = new ArrayList<>();
  private volatile @Nullable Loaded loaded;
  private volatile boolean closed;

  KeySource(AgeKmsBuilder builder, ListedKeys listed, Consumer<String> warnings) {
    privateKeys = watched(builder.privateKeyPath, FileRole.PRIVATE_KEYS, warnings);
    publicKeys = watched(builder.publicKeyPath, FileRole.RECIPIENTS, warnings);
    recipients = List.copyOf(builder.recipients);
    this.listed = listed;
  }

  private static Optional<WatchedFile> watched(
      @Nullable Path path, FileRole role, Consumer<String> warnings) {
    return Optional.ofNullable(path).map(p -> new WatchedFile(p, role, warnings));
  }

  /** What the files looked like when they were read. */
  private record Stamps(Optional<FileStamp> privateKeys, Optional<FileStamp> publicKeys) {
    boolean settledAt(Instant read) {
      return Stream.of(privateKeys, publicKeys)
          .flatMap(Optional::stream)
          .allMatch(s -> s.settledAt(read));
    }
  }

  /**
   * What was read.
   *
   * @param readAt when reading began, by {@link System#nanoTime}
   * @param settled whether a change after that would show in the stamps
   */
  private record Loaded(KeyRing ring, Stamps stamps, long readAt, boolean settled) {
    boolean isFresh(Stamps now, long askedAt) {
      return stamps.equals(now) && (settled || readAt - askedAt >= 0);
    }
  }

  Optional<Path> privateKeyPath() {
    return privateKeys.map(WatchedFile::path);
  }

  Optional<Path> publicKeyPath() {
    return publicKeys.map(WatchedFile::path);
  }

  /** Whether a rotation can publish its recipient: it cannot edit the configuration. */
  boolean publishes() {
    return publicKeys.isPresent() || recipients.isEmpty();
  }

  ConfiguredKeys configured() {
    return new ConfiguredKeys(listed.ids(), recipients);
  }

  /** The keys of now, to be closed after use. */
  KeyRing use() {
    while (true) {
      KeyRing ring = fresh();
      if (ring.enter()) {
        return ring;
      }
    }
  }

  /** Keeps keys that are in use until this object is closed. */
  void lend(KeyRing ring) {
    loading.lock();
    try {
      if (!lent.contains(ring) && ring.enter()) {
        lent.add(ring);
      }
    } finally {
      loading.unlock();
    }
  }

  private KeyRing fresh() {
    refuseClosed();
    long askedAt = System.nanoTime();
    @Nullable Loaded before = loaded;
    return before != null && before.isFresh(look(), askedAt) ? before.ring : reload(askedAt);
  }

  /** Reads the files now, unless another thread did since this one asked. */
  private KeyRing reload(long askedAt) {
    loading.lock();
    try {
      refuseClosed();
      long readAt = System.nanoTime();
      Instant start = Instant.now();
      Stamps now = look();
      @Nullable Loaded before = loaded;
      if (before != null && before.isFresh(now, askedAt)) {
        return before.ring;
      }
      KeyRing ring = read(now);
      loaded = new Loaded(ring, now, readAt, now.settledAt(start));
      if (before != null) {
        before.ring.close();
      }
      return ring;
    } finally {
      loading.unlock();
    }
  }

  private Stamps look() {
    return new Stamps(privateKeys.map(WatchedFile::stamp), publicKeys.map(WatchedFile::stamp));
  }

  private KeyRing read(Stamps stamps) {
    List<AgeRecipient> all = new ArrayList<>();
    publicKeys.ifPresent(
        f -> all.addAll(f.read(stamps.publicKeys.orElseThrow(), AgeRecipient::readAll)));
    all.addAll(recipients);
    Optional<List<AgeIdentity>> identities =
        privateKeys.map(f -> f.read(stamps.privateKeys.orElseThrow(), AgeIdentity::readAll));
    boolean taken = false;
    try {
      KeyRing ring = new KeyRing(identities, all, listed);
      taken = true;
      return ring;
    } finally {
      if (!taken) {
        identities.ifPresent(i -> i.forEach(AgeIdentity::close));
      }
    }
  }

  private void refuseClosed() {
    if (closed) {
      throw new IllegalStateException("the age backend is closed");
    }
  }

  @Override
  public void close() {
    loading.lock();
    try {
      if (!closed) {
        closed = true;
        Optional.ofNullable(loaded).ifPresent(l -> l.ring.close());
        lent.forEach(KeyRing::wipe);
      }
    } finally {
      loading.unlock();
    }
  }
}
