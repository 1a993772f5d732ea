package dev.provisioning.kms.age;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.age.crypto.ContextStanza;
import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.crypto.PayloadKey;
import dev.provisioning.kms.age.format.Armor;
import dev.provisioning.kms.age.format.Header;
import dev.provisioning.kms.age.format.Limits;
import dev.provisioning.kms.age.format.Payload;
import dev.provisioning.kms.age.format.Stanza;
import dev.provisioning.kms.age.stream.WholePayload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Encrypts to a list of recipients. Immutable and safe for use by many threads; every call makes a
 * new file key.
 */
public final class AgeEncryption {
  private static final int MAX_RECIPIENTS = Limits.STREAM.stanzas() - 1;

  private final List<AgeRecipient> recipients;
  private final byte[] context;
  private final boolean armored;
  private final int threads;
  private final SecureRandom random;

  AgeEncryption(List<? extends AgeRecipient> recipients) {
    this(List.copyOf(recipients), new byte[0], false, 1, new SecureRandom());
    if (recipients.isEmpty() || recipients.size() > MAX_RECIPIENTS) {
      throw new IllegalArgumentException("1 to " + MAX_RECIPIENTS + " recipients are needed");
    }
  }

  private AgeEncryption(
      List<AgeRecipient> recipients,
      byte[] context,
      boolean armored,
      int threads,
      SecureRandom random) {
    this.recipients = recipients;
    this.context = context;
    this.armored = armored;
    this.threads = threads;
    this.random = random;
  }

  /**
   * Binds every file to a context, which its reader has to give again. Other age programs ignore
   * it. The empty context makes a file like any other age file.
   *
   * @param newContext the context
   * @return a copy with the context
   */
  public AgeEncryption context(EncryptionContext newContext) {
    return new AgeEncryption(recipients, newContext.canonicalBytes(), armored, threads, random);
  }

  /**
   * Chooses the text form, which is a third larger.
   *
   * @param newArmored true for the text form, false for the binary one
   * @return a copy with the choice
   */
  public AgeEncryption armored(boolean newArmored) {
    return new AgeEncryption(recipients, context, newArmored, threads, random);
  }

  /**
   * Sets how many chunks {@link #encrypt(InputStream, OutputStream)} seals at once. With more than
   * one, each call starts its own threads, which end with it, and takes 512 KiB for each of {@code
   * newThreads + 2} batches. The streams are used by the calling thread only.
   *
   * @param newThreads 1 to 64
   * @return a copy with the number
   */
  public AgeEncryption threads(int newThreads) {
    return new AgeEncryption(recipients, context, armored, Threads.check(newThreads), random);
  }

  /**
   * Encrypts a message in memory.
   *
   * @param plaintext any bytes, not kept and not changed
   * @return an age file
   * @throws IllegalArgumentException if there are more recipients than {@link
   *     AgeDecryption#decrypt(byte[])} accepts (128 stanzas, the context included), or the file
   *     does not fit in an array
   */
  public byte[] encrypt(byte[] plaintext) {
    Objects.requireNonNull(plaintext);
    try (FileKey fileKey = FileKey.generate(random)) {
      byte[] header = header(fileKey, Limits.MESSAGE);
      long size = header.length + Payload.NONCE_BYTES + Payload.sealedSize(plaintext.length);
      if (size > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException("the file would not fit in an array");
      }
      byte[] file = Arrays.copyOf(header, (int) size);
      byte[] nonce = newNonce();
      System.arraycopy(nonce, 0, file, header.length, nonce.length);
      PayloadKey key = fileKey.payloadKey(nonce);
      try {
        WholePayload.seal(key, plaintext, file, header.length + nonce.length);
      } finally {
        key.destroy();
      }
      return armored ? Armor.encode(file) : file;
    }
  }

  /**
   * Encrypts a stream to its end. Neither stream is closed; {@code out} is flushed.
   *
   * @param in the plaintext
   * @param out where the file goes
   * @return the number of plaintext bytes
   * @throws IOException if a stream fails; what was written until then is recognised as truncated
   */
  public long encrypt(InputStream in, OutputStream out) throws IOException {
    Objects.requireNonNull(in);
    return new FileWriter(this, Objects.requireNonNull(out)).writeAll(in, threads);
  }

  /**
   * Starts a file, whose header is written at once. The file is complete only after {@link
   * AgeOutputStream#finish}.
   *
   * @param out where the file goes; closed together with the returned stream
   * @return a stream for the plaintext, for one thread
   * @throws IOException if {@code out} fails
   */
  public AgeOutputStream sealTo(OutputStream out) throws IOException {
    return new AgeOutputStream(new FileWriter(this, Objects.requireNonNull(out)), out);
  }

  /** Writes stanzas and MAC for a file key. */
  byte[] header(FileKey fileKey, Limits limits) {
    List<Stanza> stanzas = new ArrayList<>();
    for (AgeRecipient recipient : recipients) {
      stanzas.add(recipient.wrap(fileKey, random));
    }
    // A stanza type that must be alone in its header, such as scrypt, leaves no room for this one:
    // whoever adds such a recipient has to refuse a context, and other recipients, in context(..).
    ContextStanza.of(fileKey, context).ifPresent(stanzas::add);
    byte[] authenticated = Header.authenticatedBytes(stanzas);
    byte[] header = new Header(stanzas, authenticated, fileKey.headerMac(authenticated)).encoded();
    if (stanzas.size() > limits.stanzas() || header.length > limits.headerBytes()) {
      throw new IllegalArgumentException(
          "too many recipients: a header has at most "
              + limits.stanzas()
              + " stanzas and "
              + limits.headerBytes()
              + " bytes here");
    }
    return header;
  }

  FileKey newFileKey() {
    return FileKey.generate(random);
  }

  byte[] newNonce() {
    byte[] nonce = new byte[Payload.NONCE_BYTES];
    random.nextBytes(nonce);
    return nonce;
  }

  byte[] canonicalContext() {
    return context;
  }

  boolean isArmored() {
    return armored;
  }
}
