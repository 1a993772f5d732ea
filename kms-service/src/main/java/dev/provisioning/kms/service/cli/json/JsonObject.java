package dev.provisioning.kms.service.cli.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds one JSON object whose members keep their order. Not safe for use by several threads. */
public final class JsonObject {
  private final List<String> members = new ArrayList<>();

  /** Makes an object without members. */
  public JsonObject() {}

  /**
   * Adds a text.
   *
   * @param name the member
   * @param value its value
   * @return this object
   */
  public JsonObject put(String name, String value) {
    return member(name, JsonText.of(value));
  }

  /**
   * Adds a number.
   *
   * @param name the member
   * @param value its value
   * @return this object
   */
  public JsonObject put(String name, long value) {
    return member(name, Long.toString(value));
  }

  /**
   * Adds a boolean.
   *
   * @param name the member
   * @param value its value
   * @return this object
   */
  public JsonObject put(String name, boolean value) {
    return member(name, Boolean.toString(value));
  }

  /**
   * Adds a list of texts.
   *
   * @param name the member
   * @param values its values
   * @return this object
   */
  public JsonObject put(String name, List<String> values) {
    return member(
        name, values.stream().map(JsonText::of).collect(Collectors.joining(",", "[", "]")));
  }

  /**
   * Adds an object.
   *
   * @param name the member
   * @param value its value
   * @return this object
   */
  public JsonObject put(String name, JsonObject value) {
    return member(name, value.toString());
  }

  /**
   * Adds an object of texts.
   *
   * @param name the member
   * @param values its members
   * @return this object
   */
  public JsonObject put(String name, Map<String, String> values) {
    JsonObject object = new JsonObject();
    values.forEach(object::put);
    return put(name, object);
  }

  /**
   * Adds a list of objects.
   *
   * @param name the member
   * @param values its values
   * @return this object
   */
  public JsonObject putObjects(String name, List<JsonObject> values) {
    return member(
        name, values.stream().map(JsonObject::toString).collect(Collectors.joining(",", "[", "]")));
  }

  private JsonObject member(String name, String value) {
    members.add(JsonText.of(name) + ":" + value);
    return this;
  }

  /** Returns the object on one line. */
  @Override
  public String toString() {
    return members.stream().collect(Collectors.joining(",", "{", "}"));
  }
}
