package dev.provisioning.kms.service.cli.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears under its name complete or not at all. It is written under another name in
 * the same folder, readable by its owner only; closing without {@link #publish} removes it, and so
 * does Ctrl-C.
 */
public final class NewFile implements AutoCloseable {
  private final Path target;
  private final boolean replace;
  private final Path scratch;
  private final OutputStream out;
  private final Thread removal;

  private NewFile(Path target, boolean replace, Disk disk) throws IOException {
    this.target = target;
    this.replace = replace;
    // 0600 from its first moment on: what follows may be a plaintext.
    this.scratch = scratchFor(target);
    this.removal = new Thread(() -> remove(scratch), "kms-cleanup");
    Runtime.getRuntime().addShutdownHook(removal);
    try {
      this.out = NamedOutput.openOwn(disk, scratch, target);
    } catch (IOException | RuntimeException e) {
      remove(scratch);
      forgetHook();
      throw e;
    }
  }

  /**
   * Starts a file.
   *
   * @param target its name
   * @param replace whether a file of that name is replaced
   * @param disk opens it
   * @return the file, to be closed
   * @throws FileAlreadyExistsException if there is such a file and it is not to be replaced
   * @throws IOException if the folder cannot be written
   */
  public static NewFile at(Path target, boolean replace, Disk disk) throws IOException {
    refuse(target, replace);
    return new NewFile(target, replace, disk);
  }

  private static Path scratchFor(Path target) throws IOException {
    try {
      return Files.createTempFile(folder(target), ".kms-", ".tmp");
    } catch (NoSuchFileException e) {
      // The folder is missing; the name of the temporary file would only confuse.
      throw new NoSuchFileException(target.toString());
    } catch (AccessDeniedException e) {
      throw new AccessDeniedException(target.toString());
    }
  }

  /** Looks before any work is done; {@link #publish} looks again. */
  private static void refuse(Path target, boolean replace) throws IOException {
    if (Files.isDirectory(target)) {
      throw new FileSystemException(target.toString(), null, "is a folder");
    }
    if (!replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
  }

  private static Path folder(Path target) {
    Path parent = target.toAbsolutePath().getParent();
    return parent == null ? target.toAbsolutePath() : parent;
  }

  /**
   * Returns where the content goes.
   *
   * @return the stream, which this object closes
   */
  public OutputStream out() {
    return out;
  }

  /**
   * Puts the content on the disk and gives it its name.
   *
   * @throws FileAlreadyExistsException if somebody else made such a file in the meantime
   * @throws IOException if the disk fails; nothing was replaced then
   */
  public void publish() throws IOException {
    out.close();
    refuse(target, replace);
    if (replace) {
      Files.move(scratch, target, StandardCopyOption.ATOMIC_MOVE);
    } else {
      link();
    }
    syncFolder();
  }

  /** A rename would replace what appeared a moment ago; a hard link refuses. */
  private void link() throws IOException {
    try {
      Files.createLink(target, scratch);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      // Some file systems have no hard links; this one looks before it renames.
      Files.move(scratch, target);
    }
  }

  private void syncFolder() {
    try (FileChannel folder = FileChannel.open(folder(target), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      // Not every system opens folders; the content itself is on the disk.
    }
  }

  /** Removes the file if it was not published. */
  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      // publish() reports this; on the way out of another failure it adds nothing.
    }
    remove(scratch);
    forgetHook();
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(removal);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has run or runs.
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Its name says whose it is; the failure that led here is the one to report.
    }
  }
}
