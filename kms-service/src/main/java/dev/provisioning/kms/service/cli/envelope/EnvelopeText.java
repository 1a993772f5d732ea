package dev.provisioning.kms.service.cli.envelope;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeForm;
import dev.provisioning.kms.envelope.EnvelopeInfo;
import dev.provisioning.kms.envelope.EnvelopeOutputStream;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Encoded;
import dev.provisioning.kms.service.cli.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Base64;

/**
 * An envelope as text: {@code kmse1.} and the base64url of its stream form, without padding. It may
 * have any size, and is neither made nor read in memory.
 */
public final class EnvelopeText {
  /** How it starts; what follows is one line. */
  public static final String START = "kmse1.";

  private EnvelopeText() {}

  /**
   * Seals a plaintext as one line.
   *
   * @param envelope seals
   * @param plaintext read to its end
   * @param context what it is for
   * @param out gets the line with its end; nothing if the backend refuses
   * @throws IOException if a stream fails; what was written is no envelope then
   */
  public static void seal(
      Envelope envelope, InputStream plaintext, EncryptionContext context, OutputStream out)
      throws IOException {
    Encoded text = encoded(out, "");
    envelope.seal(plaintext, text, context);
    text.finish("\n");
  }

  /**
   * Seals a plaintext as a line of JSON, with the members of a ciphertext.
   *
   * @param envelope seals
   * @param plaintext read to its end
   * @param context what it is for
   * @param out gets the line with its end; nothing if the backend refuses
   * @throws IOException if a stream fails; what was written is no JSON then
   */
  public static void sealAsJson(
      Envelope envelope, InputStream plaintext, EncryptionContext context, OutputStream out)
      throws IOException {
    Encoded text = encoded(out, "{\"ciphertext\":\"");
    HeaderCopy copy = new HeaderCopy(text);
    envelope.seal(plaintext, copy, context);
    Ciphertext key = copy.header().keys().get(0);
    JsonObject facts = new JsonObject().put("backend", key.backend()).put("key_id", key.keyId());
    text.finish("\"," + facts.toString().substring(1) + "\n");
  }

  /**
   * Writes an envelope that is there.
   *
   * @param sealed in its stream form
   * @return the text, without an end of line
   */
  public static String of(byte[] sealed) {
    return START + encoder().encodeToString(sealed);
  }

  /**
   * Reads a text.
   *
   * @param text the text; white space around it does not matter
   * @return the envelope; it fails as an invalid ciphertext where the text is none
   */
  public static InputStream read(InputStream text) {
    return new EnvelopeTextInput(text);
  }

  /**
   * Reads the header of a text, and checks that all of it is the text of one envelope: another line
   * behind it would be overlooked.
   *
   * @param text the text; white space around it does not matter
   * @return what the header says, unauthenticated
   * @throws IOException if the stream fails
   */
  public static EnvelopeInfo inspect(InputStream text) throws IOException {
    InputStream sealed = read(text);
    EnvelopeInfo info = Envelope.inspect(sealed);
    if (info.form() == EnvelopeForm.CIPHERTEXT) {
      throw Refusal.invalidCiphertext("this text holds a ciphertext and no envelope");
    }
    sealed.transferTo(OutputStream.nullOutputStream());
    return info;
  }

  /**
   * Gives the envelope of a text to other keys. Memory does not grow with its size.
   *
   * @param from opens it
   * @param text the text with white space around it
   * @param context what it is for
   * @param to opens the result
   * @param out gets the new text with the same white space around it
   * @throws IOException if a stream fails; what was written is no envelope then
   */
  public static void move(
      Envelope from, InputStream text, EncryptionContext context, Envelope to, OutputStream out)
      throws IOException {
    SpacedText spaced = new SpacedText(text);
    spaced.copyBefore(out);
    Encoded moved = encoded(out, "");
    HeaderFirst sealed = new HeaderFirst(read(spaced.text()));
    EnvelopeInfo info = Envelope.inspect(sealed);
    byte[] header = sealed.header();
    if (info.sharedKey()) {
      reseal(from, sealed.whole(), context, to, moved);
    } else {
      // The new header depends on nothing but the old one.
      moved.write(from.moveTo(header, context, to));
      sealed.transferTo(moved);
    }
    moved.finish("");
    spaced.copyAfter(out);
  }

  private static void reseal(
      Envelope from, InputStream sealed, EncryptionContext context, Envelope to, OutputStream out)
      throws IOException {
    try (EnvelopeOutputStream again = to.sealTo(out, context)) {
      from.open(sealed, again, context);
      again.finish();
    }
  }

  private static Encoded encoded(OutputStream out, String before) {
    return new Encoded(out, encoder(), before + START);
  }

  static Base64.Encoder encoder() {
    return Base64.getUrlEncoder().withoutPadding();
  }
}
