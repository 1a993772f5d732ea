package dev.provisioning.kms.config;

import dev.provisioning.kms.spi.ConfigEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A configuration file: bounded, UTF-8, and not written by just anybody, since it decides who can
 * read what is encrypted.
 *
 * @param name what the file is called in messages
 * @param entries its settings
 * @param warnings what the log should say
 */
record ConfigFile(String name, List<ConfigEntry> entries, List<String> warnings) {
  private static final int MOST_BYTES = 1024 * 1024;

  static ConfigFile read(Path file, ClassLoader loader) {
    String name = printable(file);
    String extension = extension(file);
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw Misconfigured.because(name + " is a folder, not a configuration file");
      }
      if (!attributes.isRegularFile()) {
        throw Misconfigured.because(name + " is not a regular file");
      }
      List<String> warnings = checkWriters(file, name);
      String text = text(file, name);
      List<ConfigEntry> entries =
          extension.equals("properties")
              ? PropertiesSyntax.read(name, text)
              : Readers.find(name, extension, loader).read(name, text);
      return new ConfigFile(name, entries, warnings);
    } catch (NoSuchFileException e) {
      throw Misconfigured.because("there is no configuration file " + name);
    } catch (IOException e) {
      // A file in place of a folder is "no such file" to newer JDKs and something else to older
      // ones.
      Path folder = file.getParent();
      if (folder != null && Files.isRegularFile(folder)) {
        throw Misconfigured.because("there is no configuration file " + name);
      }
      // The class says it (AccessDeniedException); the JDK's text is the path again.
      throw Misconfigured.because(
          "cannot read the configuration file " + name + ": " + e.getClass().getSimpleName());
    }
  }

  private static List<String> checkWriters(Path file, String name) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return List.of();
    }
    Set<PosixFilePermission> allowed = view.readAttributes().permissions();
    if (allowed.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw Misconfigured.because(
          name + " can be written by everybody, who could redirect secrets: chmod o-w it");
    }
    return allowed.contains(PosixFilePermission.GROUP_WRITE)
        ? List.of(name + " can be written by its group, which can redirect secrets")
        : List.of();
  }

  private static String text(Path file, String name) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw Misconfigured.because(name + " is larger than 1 MiB");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // Some editors put a byte order mark before UTF-8; neither syntax knows it.
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw Misconfigured.because(name + " is not UTF-8");
    }
  }

  private static String extension(Path file) {
    String last = String.valueOf(file.getFileName());
    int dot = last.lastIndexOf('.');
    return dot < 0 ? "" : last.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** A line end in a file's name must not start a line of its own in a log. */
  private static String printable(Path file) {
    return file.toString().replaceAll("\\p{Cntrl}", "?");
  }
}
