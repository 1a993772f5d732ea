package dev.provisioning.kms.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a folder that others may write, a temporary file can become somebody else's link. */
class NewFileTest {
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rw-rw-rw-");
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");

  @TempDir private Path folder;

  private Path file(String name, Set<PosixFilePermission> permissions) throws IOException {
    Path file = Files.writeString(folder.resolve(name), name);
    return Files.setPosixFilePermissions(file, permissions);
  }

  private Path temporary() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".new")).findFirst().orElseThrow();
    }
  }

  @Test
  void keepingAccess_ofAFile_isThatOfTheFileItReplaces() throws IOException {
    Path target = file("target", OPEN);
    try (NewFile next = NewFile.at(target, StandardCopyOption.REPLACE_EXISTING)) {
      next.keepingAccess().publish();
    }
    assertThat(Files.getPosixFilePermissions(target)).isEqualTo(OPEN);
    assertThat(target).isEmptyFile();
  }

  @Test
  void keepingAccess_linkInItsPlace_leavesTheOtherFileAlone() throws IOException {
    Path target = file("target", OPEN);
    Path other = file("other", OWN);
    try (NewFile next = NewFile.at(target, StandardCopyOption.REPLACE_EXISTING)) {
      Path temporary = temporary();
      Files.delete(temporary);
      Files.createSymbolicLink(temporary, other);
      assertThatThrownBy(next::keepingAccess).isInstanceOf(IOException.class);
    }
    assertThat(Files.getPosixFilePermissions(other, LinkOption.NOFOLLOW_LINKS)).isEqualTo(OWN);
  }
}
