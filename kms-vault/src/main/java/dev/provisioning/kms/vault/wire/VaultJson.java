package dev.provisioning.kms.vault.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON from bytes, strictly and within bounds. Buffers are not recycled: a pool would keep
 * plaintexts. Base64 goes straight into a byte array.
 */
public final class VaultJson {
  private static final int MOST_TEXTS = 100;

  /**
   * The largest of Vault's answers describes a key, with two for each version. Names are kept to
   * find repeated ones, at some fifteen times their size.
   */
  private static final long MOST_TOKENS = 250_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxTokenCount(MOST_TOKENS)
                  .maxNumberLength(32)
                  .maxNameLength(1024)
                  .maxStringLength(48 * 1024 * 1024)
                  .build())
          .build();

  private VaultJson() {}

  /** Takes the value of one field; whatever it leaves is skipped. */
  @FunctionalInterface
  public interface Field {
    /**
     * Takes a field.
     *
     * @param name its name
     * @param json stands at the value
     * @throws IOException if the value is not what was expected
     */
    void take(String name, JsonParser json) throws IOException;
  }

  /**
   * Reads a document that is one object.
   *
   * @param bytes the document
   * @param field takes its fields
   * @throws IOException if it is anything else, or anything follows
   */
  public static void document(byte[] bytes, Field field) throws IOException {
    try (JsonParser json = FACTORY.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw unexpected(json);
      }
      object(json, field);
      if (json.nextToken() != null) {
        throw unexpected(json);
      }
    }
  }

  /**
   * Reads an object.
   *
   * @param json stands at its start; stands at its end afterwards
   * @param field takes its fields
   * @throws IOException if it is no object
   */
  public static void object(JsonParser json, Field field) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw unexpected(json);
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      int depth = json.getParsingContext().getNestingDepth();
      boolean structure = json.currentToken().isStructStart();
      field.take(name, json);
      // Not taken: the parser still stands at the start of an object or array.
      if (structure
          && json.currentToken().isStructStart()
          && json.getParsingContext().getNestingDepth() == depth) {
        json.skipChildren();
      }
    }
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw unexpected(json);
    }
  }

  /**
   * Reads a list of texts, such as {@code errors}.
   *
   * @param json stands at an array, or at null, which counts as an empty one
   * @return at most a hundred texts
   * @throws IOException if it is anything else
   */
  public static List<String> texts(JsonParser json) throws IOException {
    List<String> texts = new ArrayList<>();
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return texts;
    }
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw unexpected(json);
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String text = text(json);
      if (texts.size() < MOST_TEXTS) {
        texts.add(text);
      }
    }
    return texts;
  }

  /**
   * Reads the reasons that Vault gives where it refuses.
   *
   * @param body an answer
   * @return at most a hundred texts; none if it is not Vault's JSON
   */
  public static List<String> errors(byte[] body) {
    List<String> errors = new ArrayList<>();
    try {
      document(
          body,
          (name, json) -> {
            if (name.equals("errors")) {
              errors.addAll(texts(json));
            }
          });
      return errors;
    } catch (IOException e) {
      // A proxy's page: no reason of Vault's.
      return List.of();
    }
  }

  /**
   * Reads a text.
   *
   * @param json stands at it
   * @return the text
   * @throws IOException if it is anything else
   */
  public static String text(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw unexpected(json);
    }
    return json.getText();
  }

  /**
   * Reads bytes.
   *
   * @param json stands at standard base64 with padding
   * @return the bytes, which the caller wipes
   * @throws IOException if it is anything else
   */
  public static byte[] base64(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw unexpected(json);
    }
    return json.getBinaryValue();
  }

  /**
   * Reads a whole number.
   *
   * @param json stands at it
   * @return the number
   * @throws IOException if it is anything else
   */
  public static long number(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw unexpected(json);
    }
    return json.getLongValue();
  }

  /**
   * Reads a flag.
   *
   * @param json stands at it
   * @return the flag
   * @throws IOException if it is anything else
   */
  public static boolean flag(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw unexpected(json);
    };
  }

  /**
   * Makes the exception for a value of another kind; it shows no value.
   *
   * @param json stands at the value
   * @return the exception to throw
   */
  public static IOException unexpected(JsonParser json) {
    return new JsonParseException(json, "not what was expected");
  }
}
