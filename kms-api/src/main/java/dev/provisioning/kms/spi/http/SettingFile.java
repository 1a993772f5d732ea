package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;

/**
 * A file that a setting names. Errors name both, and nothing of its content.
 *
 * @param setting the setting
 * @param path the file
 * @param complaint makes the errors
 */
record SettingFile(String setting, Path path, Complaint complaint) {
  private static final int MOST = 1024 * 1024;

  /** Reads it whole; the caller wipes the array. */
  byte[] bytes() {
    try (InputStream in = Files.newInputStream(path)) {
      checkWriters();
      byte[] bytes = in.readNBytes(MOST + 1);
      if (bytes.length > MOST) {
        Arrays.fill(bytes, (byte) 0);
        throw wrong("is larger than 1 MiB");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw wrong("does not exist");
    } catch (IOException e) {
      // The class says it (AccessDeniedException); the JDK's text is the path again.
      throw wrong("cannot be read: " + e.getClass().getSimpleName());
    }
  }

  /** These files decide whom secrets go to. */
  private void checkWriters() throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      throw wrong("can be written by everybody, who could redirect secrets: chmod o-w it");
    }
  }

  KmsException wrong(String what) {
    return complaint.about(setting, "is wrong: " + path + " " + what);
  }
}
