package dev.provisioning.kms.observe;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why a file could not be used, in one line for people. */
final class Reason {
  private Reason() {}

  static String of(Path file, IOException e) {
    Throwable root = e;
    @Nullable Throwable cause = e.getCause();
    while (cause != null) {
      root = cause;
      cause = cause.getCause();
    }
    String why =
        root instanceof NoSuchFileException missing
            ? "there is no " + missing.getFile()
            : root instanceof AccessDeniedException
                ? "access denied"
                : root instanceof IOException && root.getMessage() != null
                    ? root.getMessage()
                    : root.getClass().getName();
    return file + ": " + why;
  }
}
