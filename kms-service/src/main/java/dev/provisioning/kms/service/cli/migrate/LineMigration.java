package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.service.cli.envelope.EnvelopeText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves one line at a time. Safe for use by many threads. */
public final class LineMigration {
  private final Keys keys;
  private final EncryptionContext context;
  private final Recognition recognition;
  private final Mode mode;

  /**
   * Says how lines are moved.
   *
   * @param keys from which keys to which one
   * @param context what all of them are for
   * @param recognition what each line is
   * @param mode whether lines are changed
   */
  public LineMigration(Keys keys, EncryptionContext context, Recognition recognition, Mode mode) {
    this.keys = keys;
    this.context = context;
    this.recognition = recognition;
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

    /** A line that stays as it is. */
    static Moved failed(Throwable why, byte[] line) {
      return new Moved(null, Trouble.of(why), line);
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
      Kind kind = recognition.of(line);
      return switch (kind) {
        case ENVELOPE_TEXT -> envelope(line);
        case VAULT_TEXT -> new Moved(Result.of(kind, Outcome.NATIVE), null, line);
        // Whatever is no text of a ciphertext is refused there.
        default -> moved(Spelled.of(Kind.TEXT, line), line);
      };
    } catch (IOException | RuntimeException | LinkageError e) {
      return Moved.failed(e, line);
    }
  }

  private Moved envelope(byte[] line) throws IOException {
    List<Ciphertext> under = EnvelopeText.inspect(new ByteArrayInputStream(line)).keys();
    if (mode == Mode.VERIFY) {
      keys.openText(new ByteArrayInputStream(line), context);
    }
    if (keys.areCurrent(under)) {
      return new Moved(Result.of(Kind.ENVELOPE_TEXT, under, Outcome.CURRENT), null, line);
    }
    keys.refuseForeign(under);
    ByteArrayOutputStream next = new ByteArrayOutputStream(line.length);
    if (mode == Mode.MOVE) {
      keys.moveText(new ByteArrayInputStream(line), next, context);
    }
    return new Moved(
        Result.of(Kind.ENVELOPE_TEXT, under, Outcome.MOVED),
        null,
        mode == Mode.MOVE ? next.toByteArray() : line);
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
