package dev.provisioning.kms.envelope;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/**
 * Encrypts data of any size under a fresh data key, which the backend of a {@link KmsClient} wraps.
 * Safe for use by many threads.
 *
 * <pre>{@code
 * try (Envelope envelope = Envelope.of(kms)) {
 *   byte[] sealed = envelope.seal(document, context);
 *   byte[] again = envelope.open(sealed, context);
 *   envelope.seal(file, sealedFile, context);
 * }
 * }</pre>
 *
 * <p>What is sealed is bound to its context and complete: a changed, reordered, cut off or extended
 * message is an {@link dev.provisioning.kms.InvalidCiphertextException}, and no byte of a frame
 * that is not authentic comes out. Streams release their plaintext frame by frame: when they throw,
 * what they have released is an authentic beginning and must not be taken for the whole. Errors of
 * backends are those of {@link KmsClient}; an {@link IOException} is one of a stream or file. An
 * interrupted thread gets a {@link dev.provisioning.kms.KmsException} INTERRUPTED between two
 * frames, or what its stream or file throws.
 *
 * <p>Every {@code open} also takes the bytes of a {@link dev.provisioning.kms.Ciphertext} that
 * {@link KmsClient#encrypt} made.
 */
public final class Envelope implements AutoCloseable {
  private final Parts parts;
  private final MessageSealer sealer;
  private final MessageOpener opener;
  private final MessageFiles files;
  private final Rewriting rewriting;
  private volatile boolean closed;

  Envelope(Parts parts) {
    this.parts = parts;
    this.sealer = new MessageSealer(parts);
    this.opener = new MessageOpener(parts);
    this.files = new MessageFiles(parts, sealer, opener);
    this.rewriting = new Rewriting(parts, opener, files);
  }

  /**
   * Makes an envelope that one client opens: one thread, the JDK's AES-GCM.
   *
   * @param client the client, which the caller closes
   * @return an envelope, which the caller closes
   */
  public static Envelope of(KmsClient client) {
    return builder(client).build();
  }

  /**
   * Starts an envelope with more to say.
   *
   * @param client the first client
   * @return a builder
   */
  public static EnvelopeBuilder builder(KmsClient client) {
    return new EnvelopeBuilder(Objects.requireNonNull(client, "client"));
  }

  /**
   * Seals bytes.
   *
   * @param plaintext what to seal; may be empty
   * @param context what it is for; needed again to open
   * @return the sealed bytes, in the stream form
   * @throws dev.provisioning.kms.KmsException TOO_LARGE if they do not fit into an array
   */
  public byte[] seal(byte[] plaintext, EncryptionContext context) {
    Objects.requireNonNull(plaintext, "plaintext");
    return usable(context).sealer.seal(plaintext, context);
  }

  /**
   * Seals a stream to its end. Neither stream is closed; {@code out} is flushed.
   *
   * @param in the plaintext
   * @param out gets the sealed bytes, in the stream form
   * @param context what it is for
   * @return the number of plaintext bytes
   * @throws IOException if a stream fails; {@code out} then holds a truncated message
   */
  public long seal(InputStream in, OutputStream out, EncryptionContext context) throws IOException {
    return seal(in, out, context, EnvelopeForm.STREAM);
  }

  /**
   * Does the same in a form of choice, for a file that somebody else opens, watches or publishes.
   *
   * @param in the plaintext
   * @param out gets the sealed bytes
   * @param context what it is for
   * @param form STREAM, or FILE so that {@link #rewrap(Path, EncryptionContext)} needs no copy
   * @return the number of plaintext bytes
   * @throws IllegalArgumentException for CIPHERTEXT, which is no envelope
   * @throws IOException if a stream fails; {@code out} then holds a truncated message
   */
  public long seal(InputStream in, OutputStream out, EncryptionContext context, EnvelopeForm form)
      throws IOException {
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(out, "out");
    boolean file = form.isOfFiles();
    try (FrameSealer frames = usable(context).sealer.sealTo(out, context, file)) {
      long total = frames.transferFrom(in);
      frames.finish();
      out.flush();
      return total;
    }
  }

  /**
   * Seals a file. The target appears when it is complete and on disk; only its owner can read it.
   *
   * @param source the plaintext
   * @param target the sealed file, in the file form; may be the same file
   * @param context what it is for
   * @param options {@link StandardCopyOption#REPLACE_EXISTING} or nothing
   * @return the number of plaintext bytes
   * @throws java.nio.file.FileAlreadyExistsException without that option
   * @throws IOException if a file fails; there is no new target then
   */
  public long seal(Path source, Path target, EncryptionContext context, CopyOption... options)
      throws IOException {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(target, "target");
    return usable(context).files.seal(source, target, context, options);
  }

  /**
   * Seals what is written to the returned stream. The header is written, and the backend called,
   * before this returns.
   *
   * @param out gets the sealed bytes, in the stream form; closed with the returned stream
   * @param context what it is for
   * @return a stream that {@link EnvelopeOutputStream#finish} completes
   * @throws IOException if {@code out} fails; it stays open then
   */
  public EnvelopeOutputStream sealTo(OutputStream out, EncryptionContext context)
      throws IOException {
    Objects.requireNonNull(out, "out");
    return new EnvelopeOutputStream(usable(context).sealer.sealTo(out, context, false), out);
  }

  /**
   * Opens sealed bytes, all or nothing.
   *
   * @param sealed what {@code seal} made, in either form
   * @param context the same context
   * @return the plaintext, which the caller wipes
   * @throws dev.provisioning.kms.InvalidCiphertextException if it is tampered, or bound to another
   *     context
   * @throws dev.provisioning.kms.KeyAccessException if no client here may open it
   */
  public byte[] open(byte[] sealed, EncryptionContext context) {
    Objects.requireNonNull(sealed, "sealed");
    return usable(context).opener.open(sealed, context);
  }

  /**
   * Opens a stream to its end. Neither stream is closed; {@code out} is flushed.
   *
   * @param in a sealed message in either form, which has to end with it
   * @param out gets the plaintext, each frame after its verification
   * @param context the same context
   * @return the number of plaintext bytes
   * @throws dev.provisioning.kms.InvalidCiphertextException also after {@code out} got a part
   * @throws IOException if a stream fails
   */
  public long open(InputStream in, OutputStream out, EncryptionContext context) throws IOException {
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(out, "out");
    long total = usable(context).opener.open(in, out, context);
    out.flush();
    return total;
  }

  /**
   * Opens a file. The target appears when all is verified and on disk; only its owner can read it.
   *
   * @param source a sealed file in either form
   * @param target the plaintext; may be the same file
   * @param context the same context
   * @param options {@link StandardCopyOption#REPLACE_EXISTING} or nothing
   * @return the number of plaintext bytes
   * @throws java.nio.file.FileAlreadyExistsException without that option
   * @throws IOException if a file fails; there is no new target then
   */
  public long open(Path source, Path target, EncryptionContext context, CopyOption... options)
      throws IOException {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(target, "target");
    return usable(context).files.open(source, target, context, options);
  }

  /**
   * Opens a file for reading at any place. Size and end are verified before this returns, each
   * frame when it is read; a bad one is an {@link dev.provisioning.kms.InvalidCiphertextException}.
   *
   * @param source a sealed file in either form
   * @param context the same context
   * @return the plaintext, read-only, safe for use by many threads, which the caller closes
   * @throws IOException if the file fails
   */
  public SeekableByteChannel openChannel(Path source, EncryptionContext context)
      throws IOException {
    Objects.requireNonNull(source, "source");
    return usable(context).files.channel(source, context);
  }

  /**
   * Reads the header of sealed bytes or of a ciphertext. Needs no key and no network.
   *
   * @param sealed the bytes; the frames may be missing
   * @return what the header says, unauthenticated
   * @throws dev.provisioning.kms.InvalidCiphertextException if it is neither
   */
  public static EnvelopeInfo inspect(byte[] sealed) {
    try {
      return inspect(new ByteArrayInputStream(Objects.requireNonNull(sealed, "sealed")));
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
  }

  /**
   * Reads the header of a stream, and of an envelope nothing more.
   *
   * @param in the stream; not closed
   * @return what the header says, unauthenticated
   * @throws IOException if the stream fails
   */
  public static EnvelopeInfo inspect(InputStream in) throws IOException {
    byte[] start = in.readNBytes(Prefix.MAGIC_BYTES);
    return MessageOpener.isCiphertext(start)
        ? EnvelopeInfo.of(MessageOpener.ciphertext(start, in))
        : EnvelopeInfo.of(HeaderReader.read(start, in::readNBytes));
  }

  /**
   * Reads the header of a file.
   *
   * @param file the file
   * @return what the header says, unauthenticated
   * @throws IOException if the file fails
   */
  public static EnvelopeInfo inspect(Path file) throws IOException {
    try (MessageFile message = MessageFile.open(file)) {
      return message.isCiphertext() ? inspect(message.from(0)) : EnvelopeInfo.of(message.header());
    }
  }

  /**
   * Tells whether {@link #rewrap} would change anything: a client has no wrapped key there, or one
   * of another key or an older version. Asks each backend at most once in 60 seconds.
   *
   * @param info what {@code inspect} returned
   * @return true if the wrapped keys are not those that these clients would make today
   */
  public boolean needsRewrap(EnvelopeInfo info) {
    refuseClosed();
    return parts.holders().needsRewrap(info.keys());
  }

  /**
   * Replaces the wrapped keys that these clients may open by one of each client, in its newest
   * version. Those of other clients stay, and so does the data key: whoever could open the message
   * before and kept a copy of the header or of the data key still can.
   *
   * @param sealed an envelope in either form
   * @param context its context
   * @return the same message with a new header
   */
  public byte[] rewrap(byte[] sealed, EncryptionContext context) {
    Objects.requireNonNull(sealed, "sealed");
    return usable(context)
        .rewriting
        .change(sealed, HeaderChange.rewrap(parts.holders()), sealer, context);
  }

  /**
   * Does the same to a file, in place: in the time for a few kilobytes whatever its size. A crash
   * leaves the file with the old header or the new one.
   *
   * @param file an envelope in either form
   * @param context its context
   * @return how it was done: in place, or by a copy if the header slots have no room
   * @throws IOException if the file fails, or another process or thread is changing it
   */
  public EnvelopeChange rewrap(Path file, EncryptionContext context) throws IOException {
    Objects.requireNonNull(file, "file");
    return usable(context)
        .rewriting
        .change(file, HeaderChange.rewrap(parts.holders()), sealer, context);
  }

  /**
   * Replaces all wrapped keys by those of another envelope's clients. The data key stays, unless it
   * may seal other messages too; then the message is sealed again.
   *
   * @param sealed an envelope in either form that this one opens
   * @param context its context
   * @param target opens the result
   * @return the same message with a new header
   */
  public byte[] moveTo(byte[] sealed, EncryptionContext context, Envelope target) {
    Objects.requireNonNull(sealed, "sealed");
    target.refuseClosed();
    HeaderChange change = HeaderChange.moveTo(target.parts.holders());
    return usable(context).rewriting.change(sealed, change, target.sealer, context);
  }

  /**
   * Does the same to a file, in place.
   *
   * @param file an envelope in either form that this one opens
   * @param context its context
   * @param target opens the result
   * @return how it was done
   * @throws IOException if the file fails, or another process or thread is changing it
   */
  public EnvelopeChange moveTo(Path file, EncryptionContext context, Envelope target)
      throws IOException {
    Objects.requireNonNull(file, "file");
    target.refuseClosed();
    HeaderChange change = HeaderChange.moveTo(target.parts.holders());
    return usable(context).rewriting.change(file, change, target.sealer, context);
  }

  /**
   * Seals the content again under a fresh data key, for these clients: the only thing that shuts
   * out who could open it before.
   *
   * @param sealed an envelope in either form, or a ciphertext
   * @param context its context
   * @return a new message in the stream form
   */
  public byte[] reseal(byte[] sealed, EncryptionContext context) {
    Objects.requireNonNull(sealed, "sealed");
    return usable(context).rewriting.reseal(sealed, context, sealer);
  }

  /**
   * Does the same to a file, by a new one that replaces it when it is complete. No plaintext
   * touches the disk.
   *
   * @param file an envelope in either form, or a ciphertext
   * @param context its context
   * @throws IOException if a file fails, or somebody else changes it meanwhile; the old one is
   *     unchanged then
   */
  public void reseal(Path file, EncryptionContext context) throws IOException {
    Objects.requireNonNull(file, "file");
    usable(context).files.reseal(file.toRealPath(), context, sealer);
  }

  /**
   * Tells what the data-key cache has done.
   *
   * @return the counts; zeros without a cache
   */
  public CacheStatistics cacheStatistics() {
    return parts.dataKeys().statistics();
  }

  private Envelope usable(EncryptionContext context) {
    Objects.requireNonNull(context, "context");
    refuseClosed();
    return this;
  }

  private void refuseClosed() {
    if (closed) {
      throw new IllegalStateException("this envelope is closed");
    }
  }

  /**
   * Wipes cached keys and lets its own threads end; the clients stay open. Idempotent. Operations
   * that are under way end as if nothing had happened; new ones are {@link IllegalStateException}s.
   */
  @Override
  public void close() {
    closed = true;
    parts.dataKeys().close();
    parts.workers().close();
  }
}
