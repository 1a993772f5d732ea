package dev.provisioning.kms.service.cli.error;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Says what is wrong with a file: the JDK's own message is often the bare name. */
final class FileTrouble {
  private FileTrouble() {}

  static String of(IOException e) {
    return e instanceof FileSystemException file
        ? file.getFile() + ": " + reason(file)
        : Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }

  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "exists already, and stays as it is; --force replaces it";
    }
    return Objects.requireNonNullElse(e.getReason(), "cannot be used");
  }
}
