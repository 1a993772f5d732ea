package dev.provisioning.kms.config;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The home folder in paths, as {@code ~/} only. */
public final class HomePath {
  private HomePath() {}

  /**
   * Replaces a leading {@code ~/}.
   *
   * @param text the path as written
   * @param environment the environment variables
   * @return the path with the home folder
   */
  public static String expand(String text, Function<String, @Nullable String> environment) {
    if (!text.startsWith("~")) {
      return text;
    }
    if (!text.startsWith("~/")) {
      throw KmsException.of(ErrorCode.CONFIGURATION, "in a path, ~ stands only as ~/ at the start");
    }
    String home = environment.apply("HOME");
    if (home == null || home.isEmpty()) {
      home = System.getProperty("user.home");
    }
    // The JDK says "?" where the account has no home folder; a folder of that name would be made.
    if (home == null || home.isEmpty() || home.equals("?")) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION, "the home folder is not known, so ~/ cannot be used: set HOME");
    }
    return home + text.substring(1);
  }
}
