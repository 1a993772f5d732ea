package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Key files as tests need them. */
final class KeyFiles {
  private KeyFiles() {}

  /** A private key file of mode 0600 with these identities. */
  static Path privateKeys(Path file, AgeIdentity... identities) throws IOException {
    return write(
        file,
        "rw-------",
        Arrays.stream(identities)
            .map(i -> "# a key\n" + new String(i.exportSecret()) + "\n")
            .collect(Collectors.joining()));
  }

  static Path recipients(Path file, AgeIdentity... identities) throws IOException {
    return write(
        file,
        "rw-r--r--",
        Arrays.stream(identities).map(i -> i.recipient() + "\n").collect(Collectors.joining()));
  }

  static Path write(Path file, String mode, String text) throws IOException {
    Files.writeString(file, text, UTF_8);
    return chmod(file, mode);
  }

  static Path chmod(Path file, String mode) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  static String id(AgeIdentity identity) {
    return identity.recipient().toString();
  }
}
