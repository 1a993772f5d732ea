package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.EncryptionContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves one line at a time. Safe for use by many threads. */
public final class LineMigration {
  private final Keys keys;
  private final EncryptionContext context;
  private final Mode mode;

  /**
   * Says how lines are moved.
   *
   * @param keys from which keys to which one
   * @param context what all of them are for
   * @param mode whether lines are changed
   */
  public LineMigration(Keys keys, EncryptionContext context, Mode mode) {
    this.keys = keys;
    this.context = context;
    this.mode = mode;
  }

  /** A line after its turn: what became of it, and what to write in its place. */
  static final class Moved {
    private final @Nullable Result result;
    private final @Nullable Trouble trouble;
    private final byte[] bytes;

    private Moved(@Nullable Result result, @Nullable Trouble trouble, byte[] bytes) {
      this.result = result;
      this.trouble = trouble;
      this.bytes = bytes;
    }

    @Nullable Result result() {
      return result;
    }

    @Nullable Trouble trouble() {
      return trouble;
    }

    byte[] bytes() {
      return bytes;
    }

    /** A line that nobody looked at. */
    static Moved not(byte[] line) {
      return new Moved(null, null, line);
    }
  }

  /** Moves a line; one that cannot be moved comes back as it was. */
  Moved run(byte[] line) {
    if (new String(line, StandardCharsets.ISO_8859_1).isBlank()) {
      return new Moved(Result.of(Kind.FOREIGN, Outcome.SKIPPED), null, line);
    }
    try {
      return moved(Spelled.of(Kind.TEXT, line), line);
    } catch (RuntimeException | LinkageError e) {
      return new Moved(null, Trouble.of(e), line);
    }
  }

  private Moved moved(Spelled old, byte[] line) {
    if (mode == Mode.VERIFY) {
      keys.open(old.ciphertext(), context);
    }
    if (keys.areCurrent(List.of(old.ciphertext()))) {
      return new Moved(old.as(Outcome.CURRENT), null, line);
    }
    keys.refuseForeign(List.of(old.ciphertext()));
    return new Moved(
        old.as(Outcome.MOVED),
        null,
        mode == Mode.MOVE ? old.with(keys.move(old.ciphertext(), context)) : line);
  }
}
