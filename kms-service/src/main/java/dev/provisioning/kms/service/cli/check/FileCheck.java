package dev.provisioning.kms.service.cli.check;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Who may touch the files that decide who can read. */
final class FileCheck {
  private FileCheck() {}

  /** Looks at a configuration or recipients file: reading it is harmless, writing is not. */
  static Optional<Finding> decidesWhoReads(Path file) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (mode.contains(OTHERS_WRITE)) {
        return Optional.of(
            Finding.wrong("permissions", file + " is writable by everybody: chmod o-w " + file));
      }
      return mode.contains(GROUP_WRITE)
          ? Optional.of(Finding.note("permissions", file + " is writable by its group"))
          : Optional.of(Finding.ok("permissions", file + " is writable by its owner only"));
    } catch (UnsupportedOperationException e) {
      // No such permissions on this system, so nothing to say about them.
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(Finding.wrong("permissions", e));
    }
  }

  /** Looks at a private key file. */
  static Optional<Finding> holdsSecrets(Path file) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      boolean open =
          mode.contains(GROUP_READ)
              || mode.contains(OTHERS_READ)
              || mode.contains(GROUP_WRITE)
              || mode.contains(OTHERS_WRITE);
      return Optional.of(
          open
              ? Finding.wrong("key file", file + " is open to other users: chmod 600 " + file)
              : Finding.ok("key file", file + " is open to its owner only"));
    } catch (UnsupportedOperationException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(Finding.wrong("key file", e));
    }
  }
}
