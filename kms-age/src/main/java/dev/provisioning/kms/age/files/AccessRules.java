package dev.provisioning.kms.age.files;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Who may touch a file that decides who can read. */
final class AccessRules {
  private static final int OTHERS_MAY_WRITE = 0002;
  private static final int STICKY = 01000;

  private AccessRules() {}

  /**
   * Refuses what everybody may write or, because of its folder, replace.
   *
   * @return what the log should say about the rest
   */
  static Optional<String> check(Path file, FileRole role, FileStamp stamp) throws IOException {
    String mode = role.secret() ? "chmod 600 " : "chmod go-w ";
    String name = "the " + role.words() + " " + file;
    if (stamp.has(OTHERS_WRITE)) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION, name + " is writable by everybody; run: " + mode + file);
    }
    Path folder = AtomicReplacement.folder(file.toRealPath());
    if (isReplaceableByAll(folder)) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION,
          name + " can be replaced by everybody; run: chmod o-w " + folder);
    }
    if (role.secret() && (stamp.has(GROUP_READ) || stamp.has(OTHERS_READ))) {
      return Optional.of(name + " is readable by other users; run: " + mode + file);
    }
    return stamp.has(GROUP_WRITE)
        ? Optional.of(name + " is writable by its group; run: " + mode + file)
        : Optional.empty();
  }

  /** In a folder that everybody may write, the sticky bit alone keeps others from a rename. */
  private static boolean isReplaceableByAll(Path folder) throws IOException {
    return folder.getFileSystem().supportedFileAttributeViews().contains("unix")
        && Files.getAttribute(folder, "unix:mode") instanceof Integer mode
        && (mode & OTHERS_MAY_WRITE) != 0
        && (mode & STICKY) == 0;
  }
}
