package dev.provisioning.kms.cosmian.ttlv;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A node: a tag, and either children or a value. Immutable, but for the wiping of its bytes. */
public final class Ttlv implements AutoCloseable {
  private static final byte[] NOTHING = {};

  private final String tag;
  private final String type;
  private final List<Ttlv> children;
  private final String text;
  private final byte[] bytes;

  private Ttlv(String tag, String type, List<Ttlv> children, String text, byte[] bytes) {
    this.tag = tag;
    this.type = type;
    this.children = children;
    this.text = text;
    this.bytes = bytes;
  }

  static Ttlv structure(String tag, List<Ttlv> children) {
    return new Ttlv(tag, TtlvType.STRUCTURE, List.copyOf(children), "", NOTHING);
  }

  static Ttlv scalar(String tag, String type, String text) {
    return new Ttlv(tag, type, List.of(), text, NOTHING);
  }

  static Ttlv bytes(String tag, byte[] bytes) {
    return new Ttlv(tag, TtlvType.BYTE_STRING, List.of(), "", bytes);
  }

  /**
   * Returns the tag.
   *
   * @return such as {@code EncryptResponse}
   */
  public String tag() {
    return tag;
  }

  /**
   * Returns the children with a tag.
   *
   * @param wanted the tag
   * @return them in order
   */
  public List<Ttlv> all(String wanted) {
    return children.stream().filter(child -> child.tag.equals(wanted)).toList();
  }

  /**
   * Returns the one child with a tag.
   *
   * @param wanted the tag
   * @return the child; empty if there is none, or more than one, which is nobody's answer
   */
  public Optional<Ttlv> child(String wanted) {
    List<Ttlv> found = all(wanted);
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /**
   * Returns a child's text.
   *
   * @param wanted its tag
   * @return a text, a name of an enumeration, or a moment
   */
  public Optional<String> text(String wanted) {
    return child(wanted)
        .filter(
            node ->
                Stream.of(TtlvType.TEXT_STRING, TtlvType.ENUMERATION, TtlvType.DATE_TIME)
                    .anyMatch(node.type::equals))
        .map(node -> node.text);
  }

  /**
   * Returns a child's number.
   *
   * @param wanted its tag
   * @return a number of 32 or 64 bits
   */
  public OptionalLong number(String wanted) {
    Optional<Ttlv> found =
        child(wanted)
            .filter(
                node ->
                    node.type.equals(TtlvType.INTEGER) || node.type.equals(TtlvType.LONG_INTEGER));
    return found.isPresent()
        ? OptionalLong.of(Long.parseLong(found.get().text))
        : OptionalLong.empty();
  }

  /**
   * Returns a child's bytes.
   *
   * @param wanted its tag
   * @return a copy, which the caller wipes; an empty structure counts as no bytes, as older servers
   *     write them
   */
  public Optional<byte[]> bytesOf(String wanted) {
    return child(wanted)
        .filter(
            node ->
                node.type.equals(TtlvType.BYTE_STRING)
                    || (node.type.equals(TtlvType.STRUCTURE) && node.children.isEmpty()))
        .map(node -> node.bytes.clone());
  }

  /** Wipes the bytes of this node and of all below it. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
    children.forEach(Ttlv::close);
  }

  @Override
  public String toString() {
    return "Ttlv[" + tag + "]";
  }
}
