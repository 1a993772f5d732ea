package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeForm;
import dev.provisioning.kms.envelope.EnvelopeInfo;
import dev.provisioning.kms.service.cli.envelope.EnvelopeText;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Disk;
import dev.provisioning.kms.service.cli.io.Limited;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Moves one file at a time. Safe for use by many threads. */
public final class FileMigration {
  /** The largest blob in base64, with room for its header and white space. */
  static final int MOST = Ciphertext.MAX_BLOB / 3 * 4 + 64 * 1024;

  private static final long LARGE = 1024 * 1024;
  private static final int ATTEMPTS = 3;

  private final ReentrantLock large = new ReentrantLock();
  private final Keys keys;
  private final Contexts contexts;
  private final Recognition recognition;
  private final Disk disk;
  private final Mode mode;

  /**
   * Says how files are moved.
   *
   * @param keys from which keys to which one
   * @param contexts what each file is for
   * @param recognition what each file is
   * @param disk where new content is written
   * @param mode whether files are changed
   */
  public FileMigration(
      Keys keys, Contexts contexts, Recognition recognition, Disk disk, Mode mode) {
    this.keys = keys;
    this.contexts = contexts;
    this.recognition = recognition;
    this.disk = disk;
    this.mode = mode;
  }

  /** Moves a file. If this throws, the file is as it was. */
  Result run(Path file) throws IOException {
    for (int i = 1; i < ATTEMPTS; i++) {
      try {
        return attempt(file);
      } catch (Changed e) {
        // Whoever changed it may be done.
      }
    }
    return attempt(file);
  }

  private Result attempt(Path file) throws IOException {
    if (Replacement.isStray(file)) {
      if (mode == Mode.MOVE) {
        Files.deleteIfExists(file);
      }
      return Result.of(Kind.FOREIGN, Outcome.SKIPPED);
    }
    try {
      Kind kind = recognition.of(beginning(file));
      return switch (kind) {
        case ENVELOPE -> envelope(file);
        case TEXT, BYTES -> ciphertext(kind, file);
        case ENVELOPE_TEXT -> envelopeText(file);
        case AGE_FILE, VAULT_TEXT -> Result.of(kind, Outcome.NATIVE);
        case FOREIGN -> Result.of(kind, Outcome.SKIPPED);
      };
    } catch (NoSuchFileException e) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      return Result.of(Kind.FOREIGN, Outcome.SKIPPED); // Removed by somebody else.
    }
  }

  private static byte[] beginning(Path file) throws IOException {
    try (InputStream in = open(file)) {
      return in.readNBytes(Recognition.ENOUGH);
    }
  }

  private Result envelope(Path file) throws IOException {
    Snapshot before = Snapshot.of(file);
    EnvelopeInfo info = Envelope.inspect(file);
    EncryptionContext context = contexts.of(file);
    if (mode == Mode.VERIFY) {
      keys.openEnvelope(file, context);
    }
    if (keys.areCurrent(info.keys())) {
      return Result.of(Kind.ENVELOPE, info.keys(), Outcome.CURRENT);
    }
    keys.refuseForeign(info.keys());
    if (mode == Mode.MOVE) {
      moveEnvelope(file, info, context, before);
    }
    return Result.of(Kind.ENVELOPE, info.keys(), Outcome.MOVED);
  }

  /**
   * A header with two slots is replaced in place. What has to be written anew is written to a file
   * that is known as ours if the run is killed, and only if nobody changed it meanwhile.
   */
  private void moveEnvelope(
      Path file, EnvelopeInfo info, EncryptionContext context, Snapshot before) throws IOException {
    if (info.form() == EnvelopeForm.FILE && !info.sharedKey()) {
      keys.moveEnvelope(file, context);
      return;
    }
    try (Replacement copy = Replacement.of(file, disk)) {
      try (InputStream in = open(file);
          OutputStream out = copy.open()) {
        in.transferTo(out);
      }
      keys.moveEnvelope(copy.temporary(), context);
      copy.publish(before);
    }
  }

  /** Several of the largest at once would not fit into memory. */
  private Result ciphertext(Kind kind, Path file) throws IOException {
    Snapshot before = Snapshot.of(file);
    if (before.size() < LARGE) {
      return ciphertext(kind, file, before);
    }
    large.lock();
    try {
      return ciphertext(kind, file, before);
    } finally {
      large.unlock();
    }
  }

  private Result ciphertext(Kind kind, Path file, Snapshot before) throws IOException {
    Spelled old = Spelled.of(kind, content(file));
    EncryptionContext context = contexts.of(file);
    if (mode == Mode.VERIFY) {
      keys.open(old.ciphertext(), context);
    }
    List<Ciphertext> only = List.of(old.ciphertext());
    if (keys.areCurrent(only)) {
      return old.as(Outcome.CURRENT);
    }
    keys.refuseForeign(only);
    if (mode == Mode.MOVE) {
      try (Replacement next = Replacement.of(file, disk)) {
        next.write(old.with(keys.move(old.ciphertext(), context)));
        next.publish(before);
      }
    }
    return old.as(Outcome.MOVED);
  }

  /** Nothing of it is in memory but its header. */
  private Result envelopeText(Path file) throws IOException {
    Snapshot before = Snapshot.of(file);
    EnvelopeInfo info;
    try (InputStream in = open(file)) {
      info = EnvelopeText.inspect(in);
    }
    EncryptionContext context = contexts.of(file);
    if (mode == Mode.VERIFY) {
      try (InputStream in = open(file)) {
        keys.openText(in, context);
      }
    }
    if (keys.areCurrent(info.keys())) {
      return Result.of(Kind.ENVELOPE_TEXT, info.keys(), Outcome.CURRENT);
    }
    keys.refuseForeign(info.keys());
    if (mode == Mode.MOVE) {
      try (Replacement next = Replacement.of(file, disk)) {
        try (InputStream in = open(file);
            OutputStream out = next.open()) {
          keys.moveText(in, out, context);
        }
        next.publish(before);
      }
    }
    return Result.of(Kind.ENVELOPE_TEXT, info.keys(), Outcome.MOVED);
  }

  private static InputStream open(Path file) throws IOException {
    return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static byte[] content(Path file) throws IOException {
    try (InputStream in = open(file)) {
      return Limited.read(
          in, MOST, Refusal.unsupported("the file is larger than any ciphertext can be"));
    }
  }
}
