package dev.provisioning.kms.age.format;

import java.util.Arrays;
import java.util.List;

/** One recipient stanza: a type, further arguments, and a body. Immutable. */
public final class Stanza {
  private final String type;
  private final List<String> arguments;
  private final byte[] body;

  /**
   * Creates a stanza from values that are already in the grammar of a header.
   *
   * @param type the first argument
   * @param arguments the arguments after the type
   * @param body any bytes
   */
  public Stanza(String type, List<String> arguments, byte[] body) {
    this.type = type;
    this.arguments = List.copyOf(arguments);
    this.body = body.clone();
  }

  /**
   * Returns the type.
   *
   * @return one or more visible ASCII characters
   */
  public String type() {
    return type;
  }

  /**
   * Returns the arguments after the type.
   *
   * @return an immutable list
   */
  public List<String> arguments() {
    return arguments;
  }

  /**
   * Returns the body.
   *
   * @return a copy
   */
  public byte[] body() {
    return body.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Stanza that
        && type.equals(that.type)
        && arguments.equals(that.arguments)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * type.hashCode() + arguments.hashCode()) + Arrays.hashCode(body);
  }

  @Override
  public String toString() {
    return type + "[" + arguments.size() + " arguments, " + body.length + " bytes]";
  }
}
