package dev.provisioning.kms.vault.wire;

import dev.provisioning.kms.spi.http.ServerText;
import java.util.List;

/**
 * What a server says. It is looked at to find out what it means, and shown as one short line
 * without control characters; not at all if it repeats what was sent, as Vault itself does with a
 * field of the wrong type, and as proxies do that explain why they refused a request.
 */
public final class Said {
  private static final int READ = 4000;

  private final String text;
  private final boolean echo;

  private Said(String text, Sent sent) {
    this.text = text.length() <= READ ? text : text.substring(0, READ);
    this.echo = sent.isIn(this.text);
  }

  /**
   * Takes a text.
   *
   * @param text as it stands in an answer
   * @param sent what it must not show
   * @return the text
   */
  public static Said of(String text, Sent sent) {
    return new Said(text, sent);
  }

  static Said of(List<String> texts, Sent sent) {
    return new Said(String.join("; ", texts), sent);
  }

  boolean contains(String part) {
    return text.contains(part);
  }

  /**
   * Tells whether it says anything.
   *
   * @return true if it does not
   */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  /** The line to show, after a colon; nothing where there is nothing to say. */
  String said() {
    return isEmpty() ? "" : ": " + shown();
  }

  String shown() {
    if (echo) {
      return "(its text repeats what was sent and is not shown)";
    }
    return ServerText.of(text);
  }

  @Override
  public String toString() {
    return shown();
  }
}
