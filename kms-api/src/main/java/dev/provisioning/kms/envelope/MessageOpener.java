package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Opens messages, and ciphertexts that are no messages of ours but of {@code encrypt}. */
final class MessageOpener {
  /** Header and blob of the largest ciphertext. */
  private static final int MAX_CIPHERTEXT = Ciphertext.MAX_BLOB + 64 * 1024;

  private static final byte[] CIPHERTEXT_MAGIC = {'K', 'M', 'S', 1};

  private final Parts parts;
  private final Unlocking unlocking;

  MessageOpener(Parts parts) {
    this.parts = parts;
    this.unlocking = new Unlocking(parts.holders(), parts.dataKeys());
  }

  static boolean isCiphertext(byte[] bytes) {
    return Arrays.equals(
        Arrays.copyOf(bytes, Math.min(bytes.length, CIPHERTEXT_MAGIC.length)), CIPHERTEXT_MAGIC);
  }

  static Header header(byte[] message) {
    ByteArrayInputStream in = new ByteArrayInputStream(message);
    try {
      return HeaderReader.read(new byte[0], in::readNBytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
  }

  static Ciphertext ciphertext(byte[] start, InputStream rest) throws IOException {
    byte[] more = rest.readNBytes(MAX_CIPHERTEXT);
    return Ciphertext.parse(
        ByteBuffer.allocate(start.length + more.length).put(start).put(more).array());
  }

  Unlocked unlock(Header header, EncryptionContext context) {
    return unlocking.unlock(header, context);
  }

  byte[] open(byte[] message, EncryptionContext context) {
    if (isCiphertext(message)) {
      return unlocking.decrypt(Ciphertext.parse(message), context);
    }
    Header header = header(message);
    // A size that no message has is refused before a server is asked.
    Frames.openedSize(message.length - header.length());
    try (Unlocked unlocked = unlock(header, context)) {
      return new WholeMessage(unlocked.keys(), parts.ciphers(), parts.workers())
          .open(message, (int) header.length());
    }
  }

  long open(InputStream in, OutputStream out, EncryptionContext context) throws IOException {
    byte[] start = in.readNBytes(Prefix.MAGIC_BYTES);
    if (isCiphertext(start)) {
      return release(unlocking.decrypt(ciphertext(start, in), context), out);
    }
    return frames(HeaderReader.read(start, in::readNBytes), in, out, context);
  }

  /** Opens what follows a header. */
  long frames(Header header, InputStream in, OutputStream out, EncryptionContext context)
      throws IOException {
    try (Unlocked unlocked = unlock(header, context);
        FrameOpener opener =
            new FrameOpener(out, unlocked.keys(), parts.ciphers(), parts.workers())) {
      return opener.transferFrom(in);
    }
  }

  private static long release(byte[] plaintext, OutputStream out) throws IOException {
    try {
      out.write(plaintext);
      return plaintext.length;
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }
}
