package dev.provisioning.kms.age.files;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.nio.file.Path;
import java.util.Optional;

/** Who may touch a file that decides who can read. */
final class AccessRules {
  private AccessRules() {}

  /**
   * Refuses what everybody may write.
   *
   * @return what the log should say about the rest
   */
  static Optional<String> check(Path file, FileRole role, FileStamp stamp) {
    String mode = role.secret() ? "chmod 600 " : "chmod go-w ";
    String name = "the " + role.words() + " " + file;
    if (stamp.has(OTHERS_WRITE)) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION, name + " is writable by everybody; run: " + mode + file);
    }
    if (role.secret() && (stamp.has(GROUP_READ) || stamp.has(OTHERS_READ))) {
      return Optional.of(name + " is readable by other users; run: " + mode + file);
    }
    return stamp.has(GROUP_WRITE)
        ? Optional.of(name + " is writable by its group; run: " + mode + file)
        : Optional.empty();
  }
}
