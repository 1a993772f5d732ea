package dev.provisioning.kms.vault.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Base64;

/**
 * Writes a request's JSON as bytes that can be wiped. Vault's requests need no more than names,
 * base64, numbers and flags; no value needs an escape. Not safe for use by several threads.
 */
public final class JsonBody implements AutoCloseable {
  private byte[] bytes = new byte[512];
  private int length;
  private boolean first = true;

  /** Starts an object. */
  public JsonBody() {
    put('{');
  }

  /**
   * Adds bytes as standard base64 with padding.
   *
   * @param name the field
   * @param value the bytes
   * @return this body
   */
  public JsonBody base64(String name, byte[] value) {
    name(name);
    put('"');
    byte[] encoded = Base64.getEncoder().encode(value);
    put(encoded);
    Arrays.fill(encoded, (byte) 0);
    put('"');
    return this;
  }

  /**
   * Adds a text that needs no escape.
   *
   * @param name the field
   * @param value printable ASCII without quotes and backslashes
   * @return this body
   * @throws IllegalArgumentException for any other text
   */
  public JsonBody text(String name, String value) {
    if (!value.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\')) {
      throw new IllegalArgumentException("a text of a request needs no escape");
    }
    name(name);
    put('"');
    put(value.getBytes(US_ASCII));
    put('"');
    return this;
  }

  /**
   * Adds a flag.
   *
   * @param name the field
   * @param value the flag
   * @return this body
   */
  public JsonBody flag(String name, boolean value) {
    name(name);
    put(Boolean.toString(value).getBytes(US_ASCII));
    return this;
  }

  /**
   * Starts an array of objects; {@link #item()} starts each.
   *
   * @param name the field
   * @return this body
   */
  public JsonBody array(String name) {
    name(name);
    put('[');
    first = true;
    return this;
  }

  /**
   * Starts an object of an array.
   *
   * @return this body
   */
  public JsonBody item() {
    comma();
    put('{');
    first = true;
    return this;
  }

  /**
   * Ends an object of an array.
   *
   * @return this body
   */
  public JsonBody endItem() {
    put('}');
    first = false;
    return this;
  }

  /**
   * Ends an array.
   *
   * @return this body
   */
  public JsonBody endArray() {
    put(']');
    first = false;
    return this;
  }

  /**
   * Ends the object.
   *
   * @return a copy of the JSON, which the caller wipes
   */
  public byte[] toBytes() {
    byte[] whole = Arrays.copyOf(bytes, length + 1);
    whole[length] = '}';
    return whole;
  }

  private void name(String name) {
    comma();
    put('"');
    put(name.getBytes(US_ASCII));
    put('"');
    put(':');
  }

  private void comma() {
    if (!first) {
      put(',');
    }
    first = false;
  }

  private void put(char c) {
    ensure(1);
    bytes[length] = (byte) c;
    length++;
  }

  private void put(byte[] part) {
    ensure(part.length);
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      byte[] outgrown = bytes;
      bytes = Arrays.copyOf(outgrown, Math.max(length + more, 2 * outgrown.length));
      Arrays.fill(outgrown, (byte) 0);
    }
  }

  /** Wipes what was written. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
