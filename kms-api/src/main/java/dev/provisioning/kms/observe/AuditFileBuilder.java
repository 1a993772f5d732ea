package dev.provisioning.kms.observe;

import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says how an {@link AuditFile} is written. Not safe for use by several threads. */
public final class AuditFileBuilder {
  final Path file;
  @Nullable Secret key;
  boolean failClosed = true;
  int checkpointEvery = 1000;
  long rotateBytes;
  Duration lockTimeout = Duration.ofSeconds(5);
  KmsClock clock = KmsClock.system();
  AuditStorage.Opener disk = AuditStorage::new;

  AuditFileBuilder(Path file) {
    this.file = file.toAbsolutePath();
  }

  /**
   * Adds an authentication code to each line, so that only who has the key can write one. A file is
   * written with one key, or without, from its beginning to its end.
   *
   * @param value 32 to 4096 bytes of UTF-8, such as 64 random hexadecimal digits; read once, when
   *     the file is opened, and not closed
   * @return this builder
   */
  public AuditFileBuilder key(Secret value) {
    key = Objects.requireNonNull(value, "key");
    return this;
  }

  /**
   * Says what happens to an operation whose record cannot be written: it fails, or it goes on and a
   * later record counts those that were lost.
   *
   * @param value true to fail, the default
   * @return this builder
   */
  public AuditFileBuilder failClosed(boolean value) {
    failClosed = value;
    return this;
  }

  /**
   * Says how many records lie between checkpoints, which go to the log too.
   *
   * @param value at least 1; 1000 by default
   * @return this builder
   */
  public AuditFileBuilder checkpointEvery(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("a checkpoint comes after at least one record");
    }
    checkpointEvery = value;
    return this;
  }

  /**
   * Goes on in a new file when this one has a size.
   *
   * @param value in bytes; 0, the default, for never
   * @return this builder
   */
  public AuditFileBuilder rotateBytes(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a size is not negative");
    }
    rotateBytes = value;
    return this;
  }

  /**
   * Says how long to wait for another writer of the same file to end.
   *
   * @param value the longest wait; 5 seconds by default
   * @return this builder
   */
  public AuditFileBuilder lockTimeout(Duration value) {
    lockTimeout = Objects.requireNonNull(value, "lockTimeout");
    return this;
  }

  /**
   * Replaces the clock.
   *
   * @param value tells the time of a record
   * @return this builder
   */
  public AuditFileBuilder clock(KmsClock value) {
    clock = Objects.requireNonNull(value, "clock");
    return this;
  }

  /**
   * Opens the file, which is made if it is not there, readable for its owner only; its folder must
   * exist.
   *
   * @return the file, to be closed
   * @throws KmsConfigurationException if it cannot be opened, has another writer, or does not end
   *     in a record that this key wrote
   */
  public AuditFile open() {
    return AuditFile.open(this);
  }
}
