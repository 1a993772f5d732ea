package dev.provisioning.kms.cosmian.ttlv;

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
 * Reads nodes from bytes, strictly and within bounds: tag, type, value in this order and nothing
 * else; no type means a structure. Buffers are not recycled: a pool would keep plaintexts.
 */
public final class TtlvReader {
  private static final int MOST_NODES = 100_000;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNumberLength(32)
                  .maxNameLength(64)
                  .maxStringLength(72 * 1024 * 1024)
                  .build())
          .build();

  private final JsonParser json;
  private int nodes;

  private TtlvReader(JsonParser json) {
    this.json = json;
  }

  /**
   * Reads a document that is one node.
   *
   * @param bytes the document
   * @return the node, which the caller closes
   * @throws IOException if it is anything else
   */
  public static Ttlv read(byte[] bytes) throws IOException {
    try (JsonParser json = FACTORY.createParser(bytes)) {
      TtlvReader reader = new TtlvReader(json);
      json.nextToken();
      Ttlv node = reader.node();
      if (json.nextToken() != null) {
        throw reader.unexpected();
      }
      return node;
    }
  }

  private Ttlv node() throws IOException {
    nodes++;
    if (nodes > MOST_NODES) {
      throw unexpected();
    }
    expect(JsonToken.START_OBJECT);
    String tag = textField("tag");
    String name = json.nextFieldName();
    String type = TtlvType.STRUCTURE;
    if ("type".equals(name)) {
      json.nextToken();
      type = string();
      name = json.nextFieldName();
    }
    if (!"value".equals(name)) {
      throw unexpected();
    }
    json.nextToken();
    Ttlv node = value(tag, type);
    if (json.nextToken() != JsonToken.END_OBJECT) {
      throw unexpected();
    }
    return node;
  }

  private String textField(String wanted) throws IOException {
    if (!wanted.equals(json.nextFieldName())) {
      throw unexpected();
    }
    json.nextToken();
    return string();
  }

  private String string() throws IOException {
    expect(JsonToken.VALUE_STRING);
    return json.getText();
  }

  private Ttlv value(String tag, String type) throws IOException {
    return switch (type) {
      case TtlvType.STRUCTURE -> Ttlv.structure(tag, children());
      case TtlvType.BYTE_STRING -> Ttlv.bytes(tag, hex());
      case TtlvType.INTEGER, TtlvType.LONG_INTEGER ->
          Ttlv.scalar(tag, type, Long.toString(number()));
      case TtlvType.BOOLEAN -> Ttlv.scalar(tag, type, Boolean.toString(flag()));
      case TtlvType.ENUMERATION -> Ttlv.scalar(tag, type, nameOrNumber());
      // Among them types that are none of ours, such as intervals: they are carried along.
      default -> Ttlv.scalar(tag, type, nameOrNumber());
    };
  }

  private List<Ttlv> children() throws IOException {
    expect(JsonToken.START_ARRAY);
    List<Ttlv> children = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      children.add(node());
    }
    return children;
  }

  private String nameOrNumber() throws IOException {
    return json.currentToken() == JsonToken.VALUE_NUMBER_INT
        ? Long.toString(json.getLongValue())
        : string();
  }

  private long number() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return json.getLongValue();
    }
    String text = string();
    if (!text.matches("0x[0-9A-Fa-f]{1,16}")) {
      throw unexpected();
    }
    return Long.parseUnsignedLong(text.substring(2), 16);
  }

  private boolean flag() throws IOException {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw unexpected();
    };
  }

  /** Straight from the parser's characters: a plaintext becomes no text of its own. */
  private byte[] hex() throws IOException {
    expect(JsonToken.VALUE_STRING);
    int length = json.getTextLength();
    if (length % 2 != 0) {
      throw unexpected();
    }
    char[] characters = json.getTextCharacters();
    int from = json.getTextOffset();
    byte[] bytes = new byte[length / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = digit(characters[from + 2 * i]);
      int low = digit(characters[from + 2 * i + 1]);
      bytes[i] = (byte) ((high << 4) | low);
    }
    return bytes;
  }

  private int digit(char c) throws IOException {
    int value = c < 128 ? Character.digit(c, 16) : -1;
    if (value < 0) {
      throw unexpected();
    }
    return value;
  }

  private void expect(JsonToken token) throws IOException {
    if (json.currentToken() != token) {
      throw unexpected();
    }
  }

  private IOException unexpected() {
    return new JsonParseException(json, "not what was expected");
  }
}
