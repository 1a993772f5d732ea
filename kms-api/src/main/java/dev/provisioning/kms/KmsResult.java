package dev.provisioning.kms;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One item of a batch: a value, or the error of that item alone. Immutable, though a {@code byte[]}
 * value belongs to the caller.
 *
 * @param <T> the type of the value
 */
public final class KmsResult<T> {
  private final @Nullable T value;
  private final @Nullable KmsException error;

  private KmsResult(@Nullable T value, @Nullable KmsException error) {
    this.value = value;
    this.error = error;
  }

  /**
   * Makes a result that succeeded.
   *
   * @param <T> the type of the value
   * @param value the value
   * @return the result
   */
  public static <T> KmsResult<T> of(T value) {
    return new KmsResult<>(Objects.requireNonNull(value, "value"), null);
  }

  /**
   * Makes a result that failed.
   *
   * @param <T> the type of the value
   * @param error why
   * @return the result
   */
  public static <T> KmsResult<T> failed(KmsException error) {
    return new KmsResult<>(null, Objects.requireNonNull(error, "error"));
  }

  /**
   * Returns the value, or throws the item's error.
   *
   * @return the value
   * @throws KmsException if this item failed
   */
  public T get() {
    if (value == null) {
      throw Objects.requireNonNull(error);
    }
    return value;
  }

  /**
   * Tells whether {@link #get()} returns.
   *
   * @return true if the item succeeded
   */
  public boolean succeeded() {
    return value != null;
  }

  /**
   * Returns why the item failed.
   *
   * @return the error, absent if the item succeeded
   */
  public Optional<KmsException> error() {
    return Optional.ofNullable(error);
  }

  @Override
  public String toString() {
    return error == null ? "KmsResult[ok]" : "KmsResult[" + error.code() + "]";
  }
}
