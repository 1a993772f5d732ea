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
import java.util.Arrays;
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
                  // Bytes are no texts of the parser's, so that this does not limit them.
                  .maxStringLength(64 * 1024)
                  .build())
          .build();

  private final byte[] document;
  private final JsonParser json;
  private final List<byte[]> read = new ArrayList<>();
  private int nodes;

  private TtlvReader(byte[] document, JsonParser json) {
    this.document = document;
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
    // The parser would guess UTF-16 and UTF-32 too, in which the digits stand elsewhere.
    if (bytes.length < 2 || bytes[0] != '{' || bytes[1] == 0) {
      throw new IOException("not an object in UTF-8");
    }
    try (JsonParser json = FACTORY.createParser(bytes)) {
      return new TtlvReader(bytes, json).whole();
    }
  }

  private Ttlv whole() throws IOException {
    try {
      json.nextToken();
      Ttlv node = node();
      if (json.nextToken() != null) {
        throw unexpected();
      }
      return node;
    } catch (IOException e) {
      read.forEach(bytes -> Arrays.fill(bytes, (byte) 0));
      throw e;
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
      case TtlvType.TEXT_STRING, TtlvType.DATE_TIME -> Ttlv.scalar(tag, type, string());
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

  /** Straight from the document: the parser then skips the digits and keeps none of them. */
  private byte[] hex() throws IOException {
    expect(JsonToken.VALUE_STRING);
    long quote = json.currentTokenLocation().getByteOffset();
    if (quote < 0 || quote >= document.length || document[(int) quote] != '"') {
      throw unexpected();
    }
    byte[] bytes = Hex.decode(document, (int) quote + 1);
    read.add(bytes);
    return bytes;
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
