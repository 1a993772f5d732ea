package dev.provisioning.kms.age.files;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A configured file that is read again when it changes. Safe for use by many threads. */
public final class WatchedFile {
  private final Path path;
  private final FileRole role;
  private final Consumer<String> warnings;
  private final AtomicReference<@Nullable FileStamp> warned = new AtomicReference<>();

  /**
   * Names a file, without touching it.
   *
   * @param path the file
   * @param role what it is for
   * @param warnings gets one line for each change after which too many people have access
   */
  public WatchedFile(Path path, FileRole role, Consumer<String> warnings) {
    this.path = path;
    this.role = role;
    this.warnings = warnings;
  }

  /**
   * Returns the file.
   *
   * @return its path as configured
   */
  public Path path() {
    return path;
  }

  /**
   * Looks at the file from outside.
   *
   * @return its stamp
   * @throws KmsException CONFIGURATION if there is no such file
   */
  public FileStamp stamp() {
    try {
      FileStamp stamp = FileStamp.of(path);
      if (!stamp.regular()) {
        throw invalid("is not a file", null);
      }
      return stamp;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Reads the file.
   *
   * @param <T> what it holds
   * @param stamp what it looked like just before
   * @param parser parses it; its IllegalArgumentException names the line and does not quote it
   * @return what it holds
   * @throws KmsException CONFIGURATION if it cannot be read, is malformed, or everybody may write
   *     it
   */
  public <T> T read(FileStamp stamp, Parser<T> parser) {
    AccessRules.check(path, role, stamp)
        .filter(warning -> !stamp.equals(warned.getAndSet(stamp)))
        .ifPresent(warnings);
    try (InputStream in = Files.newInputStream(path)) {
      return parser.parse(in);
    } catch (IllegalArgumentException e) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION, "the " + role.words() + " " + path + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private KmsException unreadable(IOException e) {
    if (e instanceof NoSuchFileException && isBelowAFolder()) {
      return invalid("does not exist" + (role.secret() ? "; run: kms keygen" : ""), e);
    }
    return e instanceof AccessDeniedException
        ? invalid("may not be read by this user", e)
        : invalid("cannot be read", e);
  }

  /** Where a folder of the path is a file, some Java versions say just that there is no file. */
  private boolean isBelowAFolder() {
    @Nullable Path above = path.toAbsolutePath().getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    return above != null && Files.isDirectory(above);
  }

  private KmsException invalid(String why, @Nullable IOException cause) {
    String message = "the " + role.words() + " " + path + " " + why;
    return cause == null
        ? KmsException.of(ErrorCode.CONFIGURATION, message)
        : KmsException.of(ErrorCode.CONFIGURATION, message, cause);
  }

  /**
   * Parses a file.
   *
   * @param <T> what it holds
   */
  @FunctionalInterface
  public interface Parser<T> {
    /**
     * Parses.
     *
     * @param in the file; not to be closed
     * @return what it holds
     * @throws IOException if {@code in} fails
     */
    T parse(InputStream in) throws IOException;
  }
}
