package dev.provisioning.kms.age;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.age.crypto.ContextStanza;
import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.crypto.PayloadKey;
import dev.provisioning.kms.age.format.Armor;
import dev.provisioning.kms.age.format.Header;
import dev.provisioning.kms.age.format.Limits;
import dev.provisioning.kms.age.format.Payload;
import dev.provisioning.kms.age.stream.ChunkReader;
import dev.provisioning.kms.age.stream.ParallelOpener;
import dev.provisioning.kms.age.stream.PayloadInputStream;
import dev.provisioning.kms.age.stream.WholePayload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Decrypts with a list of identities. Immutable and safe for use by many threads.
 *
 * <p>Binary and text form are told apart by the first byte. A context that is expected has to be
 * the one that the file is bound to; where none is expected, the file must be bound to none.
 */
public final class AgeDecryption {
  private final Unlocking keys;
  private final byte[] context;
  private final int threads;

  AgeDecryption(List<? extends AgeIdentity> identities) {
    this(new HeldIdentities(List.copyOf(identities)), new byte[0], 1);
    if (identities.isEmpty()) {
      throw new IllegalArgumentException("at least one identity is needed");
    }
  }

  /** Asks for the identities at every use. */
  AgeDecryption(Unlocking keys, EncryptionContext context) {
    this(keys, context.canonicalBytes(), 1);
  }

  private AgeDecryption(Unlocking keys, byte[] context, int threads) {
    this.keys = keys;
    this.context = context;
    this.threads = threads;
  }

  /**
   * Sets the context that every file must be bound to; empty means none.
   *
   * @param newContext the context
   * @return a copy with the context
   */
  public AgeDecryption context(EncryptionContext newContext) {
    return new AgeDecryption(keys, newContext.canonicalBytes(), threads);
  }

  /**
   * Sets how many chunks {@link #decrypt(InputStream, OutputStream)} opens at once. With more than
   * one, each call starts its own threads, which end with it, takes 512 KiB for each of {@code
   * newThreads + 2} batches, and releases plaintext up to as many batches later. The streams are
   * used by the calling thread only.
   *
   * @param newThreads 1 to 64
   * @return a copy with the number
   */
  public AgeDecryption threads(int newThreads) {
    return new AgeDecryption(keys, context, Threads.check(newThreads));
  }

  /**
   * Decrypts a file in memory, all or nothing.
   *
   * @param file an age file in either form, with a header of at most 64 KiB and 128 stanzas
   * @return the plaintext; the caller wipes it
   * @throws AgeException with the class of the failure
   */
  public byte[] decrypt(byte[] file) throws AgeException {
    byte[] binary = Armor.isArmored(file) ? Armor.decode(file) : file;
    Header header = Header.read(binary, Limits.MESSAGE);
    int start = header.encodedLength();
    if (binary.length - start < Payload.NONCE_BYTES) {
      throw AgeFile.noNonce();
    }
    byte[] nonce = Arrays.copyOfRange(binary, start, start + Payload.NONCE_BYTES);
    PayloadKey key = unlock(header, nonce);
    try {
      return WholePayload.open(key, binary, start + nonce.length);
    } finally {
      key.destroy();
    }
  }

  /**
   * Decrypts a stream to its end. Neither stream is closed; {@code out} is flushed.
   *
   * <p>Plaintext is released chunk by chunk, each after its verification. When this throws, {@code
   * out} has received an authentic beginning of the plaintext, which must not be taken for all.
   *
   * @param in an age file in either form, with a header of at most 1 MiB; read to its end
   * @param out where the plaintext goes
   * @return the number of plaintext bytes
   * @throws AgeException with the class of the failure
   * @throws IOException if a stream fails
   */
  public long decrypt(InputStream in, OutputStream out) throws IOException {
    Objects.requireNonNull(out);
    AgeFile file = AgeFile.read(Objects.requireNonNull(in), Limits.STREAM);
    PayloadKey key = unlock(file);
    long total;
    if (threads == 1) {
      try (ChunkReader chunks = new ChunkReader(file.source(), key)) {
        total = chunks.transferTo(out);
      }
    } else {
      total = new ParallelOpener(file.source(), out, key).run(threads);
    }
    out.flush();
    return total;
  }

  /**
   * Opens a file: the header is read and verified at once, the payload as it is read.
   *
   * <p>A reader that stops before the end of the stream does not learn whether the file is
   * complete.
   *
   * @param in an age file in either form; closed together with the returned stream
   * @return the plaintext, for one thread; its reads fail with {@link AgeException} PAYLOAD or
   *     ARMOR
   * @throws AgeException with the class of the failure; {@code in} stays open then
   * @throws IOException if {@code in} fails
   */
  public InputStream open(InputStream in) throws IOException {
    AgeFile file = AgeFile.read(Objects.requireNonNull(in), Limits.STREAM);
    return new PayloadInputStream(file.source(), unlock(file));
  }

  private PayloadKey unlock(AgeFile file) throws IOException {
    // The header is judged before the nonce is read: its failures come first.
    try (FileKey fileKey = unlock(file.header())) {
      return fileKey.payloadKey(file.readNonce());
    }
  }

  private PayloadKey unlock(Header header, byte[] nonce) throws AgeException {
    try (FileKey fileKey = unlock(header)) {
      return fileKey.payloadKey(nonce);
    }
  }

  /** Finds the file key, then verifies the header, then the context. The caller closes the key. */
  FileKey unlock(Header header) throws AgeException {
    FileKey fileKey = keys.unwrap(header);
    boolean verified = false;
    try {
      if (!MessageDigest.isEqual(fileKey.headerMac(header.authenticated()), header.mac())) {
        throw new AgeException(AgeException.Failure.HMAC, "the header was changed");
      }
      ContextStanza.verify(header, fileKey, context);
      verified = true;
      return fileKey;
    } finally {
      if (!verified) {
        fileKey.close();
      }
    }
  }

  byte[] canonicalContext() {
    return context;
  }
}
