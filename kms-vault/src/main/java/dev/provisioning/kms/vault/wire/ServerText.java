package dev.provisioning.kms.vault.wire;

import java.util.List;

/**
 * What a server says. It is looked at to find out what it means, and shown as one short line
 * without control characters; not at all if it repeats what was sent, as Vault itself does with a
 * field of the wrong type, and as proxies do that explain why they refused a request.
 */
public final class ServerText {
  private static final int READ = 4000;
  private static final int SHOWN = 300;

  private final String text;
  private final boolean echo;

  private ServerText(String text, Sent sent) {
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
  public static ServerText of(String text, Sent sent) {
    return new ServerText(text, sent);
  }

  static ServerText of(List<String> texts, Sent sent) {
    return new ServerText(String.join("; ", texts), sent);
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
    StringBuilder line = new StringBuilder();
    text.codePoints().limit(SHOWN).map(c -> isVisible(c) ? c : ' ').forEach(line::appendCodePoint);
    return line.toString().strip().replaceAll(" {2,}", " ");
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  @Override
  public String toString() {
    return shown();
  }
}
