package dev.provisioning.kms.testbench.cosmian;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads KMIP's JSON as the server does: no type is a structure, and since the server picks the
 * decoder of a value when it meets the value, a type after it does not count.
 */
final class TtlvReader {
  private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2})*+");

  private final JsonFactory json =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(256 << 20).build())
          .build();

  /** A request; a failure's text is the server's own as far as its first words. */
  Ttlv read(byte[] body) {
    try (JsonParser parser = json.createParser(body)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY && parser.nextToken() == JsonToken.END_ARRAY) {
        return Ttlv.structure("Unknown");
      }
      Ttlv node = node(parser, first);
      if (parser.nextToken() != null) {
        throw malformed("trailing characters");
      }
      return node;
    } catch (IOException e) {
      throw malformed("EOF while parsing or a malformed text");
    }
  }

  private Ttlv node(JsonParser parser, @Nullable JsonToken token) throws IOException {
    if (token == null) {
      throw malformed("EOF while parsing a value");
    }
    if (token != JsonToken.START_OBJECT) {
      throw malformed("invalid type, expected struct TTLV");
    }
    String tag = null;
    String type = "Structure";
    Object value = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken next = parser.nextToken();
      switch (name) {
        case "tag" -> tag = parser.getText();
        case "type" -> type = value == null ? parser.getText() : type;
        case "value" -> value = value(parser, next, type);
        default -> throw malformed("unknown field `" + name + "`");
      }
    }
    if (tag == null || value == null) {
      throw malformed("missing field `" + (tag == null ? "tag" : "value") + "`");
    }
    return new Ttlv(tag, type, value);
  }

  private Object value(JsonParser parser, JsonToken token, String type) throws IOException {
    switch (type) {
      case "Structure" -> {
        if (token != JsonToken.START_ARRAY) {
          throw malformed("invalid type, expected a sequence");
        }
        List<Ttlv> children = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
          children.add(node(parser, t));
        }
        return List.copyOf(children);
      }
      case "ByteString" -> {
        String hex = parser.getText();
        if (!HEX.matcher(hex).matches()) {
          throw malformed("Invalid value for a ByteString: " + hex);
        }
        return hex;
      }
      case "Boolean" -> {
        return parser.getBooleanValue();
      }
      default -> {
        return token == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : parser.getText();
      }
    }
  }

  private static Failure malformed(String why) {
    return Failure.invalidRequest(why);
  }
}
