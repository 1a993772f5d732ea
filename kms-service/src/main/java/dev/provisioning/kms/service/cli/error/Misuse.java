package dev.provisioning.kms.service.cli.error;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with the arguments. What stands where no argument belongs may be a plaintext
 * and is never repeated.
 */
public final class Misuse {
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]{1,20}");

  private Misuse() {}

  /**
   * Finds the words for wrong arguments.
   *
   * @param e what picocli threw
   * @return one line
   */
  public static String of(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return Objects.requireNonNullElse(e.getMessage(), "wrong arguments");
    }
    String first = unmatched.getUnmatched().get(0);
    if (first.startsWith("-")) {
      return unknownOption(first, unmatched.getSuggestions());
    }
    boolean root = e.getCommandLine().getParent() == null;
    return root
        ? "there is no such command" + suggestion(unmatched.getSuggestions(), "kms ")
        : "unexpected argument; what is to be encrypted comes from standard input, never from the"
            + " command line";
  }

  private static String unknownOption(String argument, List<String> suggestions) {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    return OPTION.matcher(name).matches()
        ? "unknown option " + name + suggestion(suggestions, "")
        : "unknown option";
  }

  private static String suggestion(List<String> suggestions, String before) {
    return suggestions.isEmpty() ? "" : "; did you mean " + before + suggestions.get(0) + "?";
  }
}
