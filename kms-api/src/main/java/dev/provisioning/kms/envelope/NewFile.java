package dev.provisioning.kms.envelope;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * A file that appears under its name when it is complete and on disk, and not at all if that fails.
 * Until then it is a temporary file beside it, readable by its owner only, as it stays.
 */
final class NewFile implements AutoCloseable {
  /** A long name of the target leaves no room for what makes a temporary one unique. */
  private static final int MOST_NAME = 40;

  private final Path target;
  private final boolean replace;
  private final Path temporary;
  private final FileChannel channel;
  private final OutputStream out;

  private NewFile(Path target, boolean replace, Path temporary, FileChannel channel) {
    this.target = target;
    this.replace = replace;
    this.temporary = temporary;
    this.channel = channel;
    this.out = Channels.newOutputStream(channel);
  }

  static NewFile at(Path target, CopyOption... options) throws IOException {
    boolean replace = false;
    for (CopyOption option : options) {
      if (option != StandardCopyOption.REPLACE_EXISTING) {
        throw new UnsupportedOperationException("not an option of this: " + option);
      }
      replace = true;
    }
    return at(target, replace);
  }

  private static NewFile at(Path target, boolean replace) throws IOException {
    // Told now, before a long file is written, and made sure of by publish().
    if (!replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    String name = String.valueOf(target.getFileName());
    String start = "." + name.substring(0, Math.min(MOST_NAME, name.length()));
    Path temporary = Files.createTempFile(folder(target), start, ".new");
    // A link in its place is somebody else's, in a folder that others may write.
    FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    return new NewFile(target, replace, temporary, channel);
  }

  OutputStream out() {
    return out;
  }

  /** Gives it the owner, group and permissions of the file that it will replace. */
  NewFile keepingAccess() throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(
            temporary, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null) {
      PosixFileAttributes wanted = Files.readAttributes(target, PosixFileAttributes.class);
      PosixFileAttributes given = view.readAttributes();
      if (!given.isRegularFile()) {
        // Java 25 changes the permissions of what a link leads to, whatever the option says.
        throw new FileSystemException(target.toString(), null, "its new content was taken away");
      }
      if (!wanted.owner().equals(given.owner())) {
        view.setOwner(wanted.owner());
      }
      if (!wanted.group().equals(given.group())) {
        view.setGroup(wanted.group());
      }
      view.setPermissions(wanted.permissions());
    }
    return this;
  }

  /** Brings it to disk and puts it under its name. */
  void publish() throws IOException {
    channel.force(true);
    channel.close();
    if (replace) {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } else {
      appear();
    }
    syncFolder();
  }

  /** A link refuses a name that is taken, which an atomic move does not. */
  private void appear() throws IOException {
    try {
      Files.createLink(target, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // No links here: an empty file takes the name, and only who made it may replace it.
      Files.createFile(target);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Without this, a power failure can undo the rename. */
  private void syncFolder() throws IOException {
    if (Files.getFileAttributeView(target, PosixFileAttributeView.class) == null) {
      return; // Windows cannot open a folder.
    }
    try (FileChannel folder = FileChannel.open(folder(target), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(temporary);
  }

  private static Path folder(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("not a file: " + file);
    }
    return parent;
  }
}
