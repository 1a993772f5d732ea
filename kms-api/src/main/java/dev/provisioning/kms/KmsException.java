package dev.provisioning.kms;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this library. Act upon {@link #code()}, or catch the subclass for what you
 * can act upon; the message is for people and never holds a secret, a plaintext or a context value.
 *
 * <p>Instances are immutable and serialize: causes and suppressed exceptions of other types travel
 * as text, so that a receiver needs no class of a backend.
 */
public sealed class KmsException extends RuntimeException
    permits KeyAccessException,
        InvalidCiphertextException,
        KmsUnavailableException,
        KmsConfigurationException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorDetails details;

  KmsException(ErrorDetails details) {
    super(details.message(), details.cause());
    this.details = details;
  }

  /**
   * Makes an exception of the subclass that belongs to a code.
   *
   * @param code what went wrong
   * @param message one line for people, without secrets
   * @return the exception, ready to be thrown
   */
  public static KmsException of(ErrorCode code, String message) {
    return builder(code, message).build();
  }

  /**
   * Makes an exception of the subclass that belongs to a code, with a cause.
   *
   * @param code what went wrong
   * @param message one line for people, without secrets
   * @param cause what the driver threw
   * @return the exception, ready to be thrown
   */
  public static KmsException of(ErrorCode code, String message, Throwable cause) {
    return builder(code, message).cause(cause).build();
  }

  /**
   * Starts an exception with more to say, for authors of backends.
   *
   * @param code what went wrong
   * @param message one line for people, without secrets
   * @return a builder
   */
  public static Builder builder(ErrorCode code, String message) {
    return new Builder(code, message);
  }

  static KmsException from(ErrorDetails details) {
    return switch (details.code()) {
      case KEY_NOT_FOUND, KEY_DISABLED, UNAUTHENTICATED, ACCESS_DENIED ->
          new KeyAccessException(details);
      case INVALID_CIPHERTEXT -> new InvalidCiphertextException(details);
      case THROTTLED, UNAVAILABLE, TIMEOUT -> new KmsUnavailableException(details);
      case CONFIGURATION -> new KmsConfigurationException(details);
      case INVALID_ARGUMENT, UNSUPPORTED, TOO_LARGE, INTERRUPTED, INTERNAL ->
          new KmsException(details);
    };
  }

  /**
   * Returns what went wrong.
   *
   * @return the code
   */
  public final ErrorCode code() {
    return details.code();
  }

  /**
   * Tells whether the same call can succeed later without a change.
   *
   * @return true for throttling, outages and time-outs, unless the backend knows better
   */
  public final boolean isRetryable() {
    return details.retryable();
  }

  /**
   * Returns how long the backend asked to wait.
   *
   * @return the wait, if the backend named one
   */
  public final Optional<Duration> retryAfter() {
    return Optional.ofNullable(details.retryAfter());
  }

  /**
   * Returns the operation that failed.
   *
   * @return the operation, absent outside an operation
   */
  public final Optional<KmsOperation> operation() {
    return Optional.ofNullable(details.operation());
  }

  /**
   * Returns the scheme of the backend.
   *
   * @return the scheme, such as {@code age}; absent if no backend was involved
   */
  public final Optional<String> backend() {
    return Optional.ofNullable(details.backend());
  }

  /**
   * Returns the key that was asked for.
   *
   * @return the backend's id of the key, absent if no key was involved
   */
  public final Optional<String> keyId() {
    return Optional.ofNullable(details.keyId());
  }

  /**
   * Returns the server's id of the failed request, for a support case.
   *
   * @return the request id, if the server gave one
   */
  public final Optional<String> requestId() {
    return Optional.ofNullable(details.requestId());
  }

  /** What a listener threw, which no retry and no other backend can mend. */
  static KmsException refusal(ErrorCode code, String message, Throwable cause) {
    return from(new ErrorDetails(code, message, false, true, cause, null, null, null, null, null));
  }

  final boolean isRefusal() {
    return details.refusal();
  }

  /** The same failure, placed in a call; what the backend already said stays. */
  final KmsException in(KmsOperation operation, String backend, @Nullable String keyId) {
    ErrorDetails placed = details.in(operation, backend, keyId);
    return placed.equals(details) ? this : copyOf(placed);
  }

  /** The same failure with a longer message, such as the context keys of both sides. */
  final KmsException saying(String message) {
    return copyOf(details.saying(message));
  }

  private KmsException copyOf(ErrorDetails changed) {
    KmsException copy = from(changed);
    copy.setStackTrace(getStackTrace());
    for (Throwable suppressed : getSuppressed()) {
      copy.addSuppressed(suppressed);
    }
    return copy;
  }

  final ErrorDetails details() {
    return details;
  }

  /**
   * Serializes a form that is checked when it is read.
   *
   * @return that form
   */
  final Object writeReplace() {
    return new SerializedException(this);
  }

  /**
   * Refuses a stream that was not written by this class.
   *
   * @param in the stream
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("only the serialized form is read");
  }

  /**
   * Refuses a stream that leaves this class out.
   *
   * @throws InvalidObjectException always
   */
  private void readObjectNoData() throws InvalidObjectException {
    throw new InvalidObjectException("only the serialized form is read");
  }

  /** Collects what a backend knows of a failure. Not safe for use by several threads. */
  public static final class Builder {
    private final ErrorCode code;
    private final String message;
    private boolean retryable;
    private @Nullable Throwable cause;
    private @Nullable Duration retryAfter;
    private @Nullable String requestId;

    private Builder(ErrorCode code, String message) {
      this.code = Objects.requireNonNull(code, "code");
      this.message = Objects.requireNonNull(message, "message");
      this.retryable = code.retryable();
    }

    /**
     * Keeps what the driver threw.
     *
     * @param value the cause
     * @return this builder
     */
    public Builder cause(Throwable value) {
      cause = value;
      return this;
    }

    /**
     * Overrules what the code says about a retry.
     *
     * @param value whether the same call can succeed later
     * @return this builder
     */
    public Builder retryable(boolean value) {
      retryable = value;
      return this;
    }

    /**
     * Passes on how long the server asked to wait.
     *
     * @param value the wait; a negative one, as of a date that has passed, counts as none
     * @return this builder
     */
    public Builder retryAfter(Duration value) {
      retryAfter = value.isNegative() ? Duration.ZERO : value;
      return this;
    }

    /**
     * Passes on the server's id of the request.
     *
     * @param value the id
     * @return this builder
     */
    public Builder requestId(String value) {
      requestId = value;
      return this;
    }

    /**
     * Makes the exception.
     *
     * @return an exception of the subclass that belongs to the code
     */
    public KmsException build() {
      return from(
          new ErrorDetails(
              code, message, retryable, false, cause, retryAfter, requestId, null, null, null));
    }
  }
}
