package dev.provisioning.kms.testbench.cosmian;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A node of KMIP's JSON encoding; a value is a list of nodes, a text, a number or a boolean. */
record Ttlv(String tag, String type, Object value) {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  static Ttlv structure(String tag, Ttlv... children) {
    return new Ttlv(tag, "Structure", List.of(children));
  }

  static Ttlv structure(String tag, List<Ttlv> children) {
    return new Ttlv(tag, "Structure", List.copyOf(children));
  }

  static Ttlv text(String tag, String value) {
    return new Ttlv(tag, "TextString", value);
  }

  static Ttlv name(String tag, String value) {
    return new Ttlv(tag, "Enumeration", value);
  }

  static Ttlv number(String tag, long value) {
    return new Ttlv(tag, "Integer", value);
  }

  static Ttlv flag(String tag, boolean value) {
    return new Ttlv(tag, "Boolean", value);
  }

  static Ttlv date(String tag, String value) {
    return new Ttlv(tag, "DateTime", value);
  }

  static Ttlv longNumber(String tag, long value) {
    return new Ttlv(tag, "LongInteger", "0x" + HEX.toHexDigits(value));
  }

  static Ttlv bytes(String tag, byte[] value) {
    return new Ttlv(tag, "ByteString", HEX.formatHex(value));
  }

  static Ttlv uid(String value) {
    return text("UniqueIdentifier", value);
  }

  @SuppressWarnings("unchecked") // the reader and the factories put nothing else into a structure
  List<Ttlv> children() {
    return value instanceof List<?> list ? (List<Ttlv>) list : List.of();
  }

  Stream<Ttlv> all(String childTag) {
    return children().stream().filter(c -> c.tag().equals(childTag));
  }

  Optional<Ttlv> child(String childTag) {
    return all(childTag).findFirst();
  }

  Optional<String> textOf(String childTag) {
    return child(childTag).map(c -> String.valueOf(c.value()));
  }

  Optional<byte[]> bytesOf(String childTag) {
    return child(childTag).map(Ttlv::bytes);
  }

  byte[] bytes() {
    return value instanceof String hex ? HEX.parseHex(hex) : new byte[0];
  }

  /** An integer of either length: a number, or hexadecimal digits after 0x. */
  long number() {
    if (value instanceof Number n) {
      return n.longValue();
    }
    return HexFormat.fromHexDigitsToLong(String.valueOf(value).substring(2));
  }

  /** The same node, whoever asks for its children. */
  Ttlv at(String... path) {
    Ttlv node = this;
    for (String step : path) {
      Ttlv parent = node;
      node =
          parent
              .child(step)
              .orElseThrow(() -> new AssertionError("no " + step + " in " + parent.tag()));
    }
    return node;
  }
}
