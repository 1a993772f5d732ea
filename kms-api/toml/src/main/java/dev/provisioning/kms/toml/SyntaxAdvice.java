package dev.provisioning.kms.toml;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.ConfigOrigin;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlParseError;
import org.tomlj.TomlPosition;

/**
 * What to type instead of a line that is not TOML. The parser's own messages quote from the line
 * and so are only looked at, never passed on; of the file's text, only the name of a variable is.
 *
 * @param line from 1
 * @param column from 1; 0 if not known
 * @param text what is wrong and what to type
 */
record SyntaxAdvice(int line, int column, String text) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-)?");
  private static final Pattern EARLIER =
      Pattern.compile("previously defined at line (\\d+), column \\d+$");

  static SyntaxAdvice of(TomlParseError error, String file) {
    @Nullable TomlPosition position = error.position();
    int line = position == null ? 0 : position.line();
    int column = position == null ? 0 : position.column();
    String rest = rest(file, line, column);
    return new SyntaxAdvice(line, column, advice(String.valueOf(error.getMessage()), rest));
  }

  KmsException in(String source) {
    return TomlConfigReader.error(new ConfigOrigin(source, line, column), text);
  }

  private static String advice(String message, String rest) {
    Matcher variable = VARIABLE.matcher(rest);
    if (variable.lookingAt()) {
      return "a value needs quotes: write \"${"
          + variable.group(1)
          + (variable.group(2) == null ? "" : ":-…")
          + "}\" in quotes";
    }
    Matcher earlier = EARLIER.matcher(message);
    if (earlier.find()) {
      return "this name was used before, on line " + earlier.group(1) + ": keep one of the two";
    }
    if (message.startsWith("Invalid escape") || message.startsWith("Invalid unicode escape")) {
      return "a backslash in \"…\" starts an escape: write a Windows path in '…', or every"
          + " backslash twice";
    }
    if (message.startsWith("Nesting is too deep")) {
      return "tables or lists are nested too deeply";
    }
    if (message.endsWith("too large") || message.endsWith("too small")) {
      return "the number is too large";
    }
    if (message.startsWith("Unexpected end of")) {
      return "the line ends too early: a quote or a bracket is not closed";
    }
    if (!rest.isEmpty() && Character.isISOControl(rest.charAt(0))) {
      return "a control character is not allowed here";
    }
    if (message.endsWith("expected a value")) {
      return "a value is expected: a text in quotes, a whole number, true, false or a list";
    }
    if (message.endsWith("expected =")) {
      return "= is expected after the name";
    }
    if (message.endsWith("expected a newline or end-of-input")) {
      return "the line goes on after the value; a text stands in quotes as a whole";
    }
    return "this is not TOML; a line is name = value, [table] or # comment";
  }

  /** The file from the place of the error to the end of its line. */
  private static String rest(String file, int line, int column) {
    int start = 0;
    for (int i = 1; i < line; i++) {
      start = file.indexOf('\n', start) + 1;
    }
    int end = file.indexOf('\n', start);
    String text = file.substring(start, end < 0 ? file.length() : end);
    return column < 1 || column > text.length() ? "" : text.substring(column - 1);
  }
}
