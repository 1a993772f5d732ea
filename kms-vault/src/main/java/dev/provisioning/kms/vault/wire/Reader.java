package dev.provisioning.kms.vault.wire;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code data} of an answer.
 *
 * @param <T> what it is read into
 */
@FunctionalInterface
public interface Reader<T> {
  /**
   * Reads one object.
   *
   * @param json stands at the object's start; stands at its end afterwards, or there still, to skip
   *     it
   * @return the value; null if there is none
   * @throws IOException if it is not JSON, or not what was expected
   */
  @Nullable T read(JsonParser json) throws IOException;
}
