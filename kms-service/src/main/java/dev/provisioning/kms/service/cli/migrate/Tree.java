package dev.provisioning.kms.service.cli.migrate;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Walks folders, the entries of each by name. Holds one list of names a level, and follows no link
 * but a root that is named. Several threads may ask for the next file.
 */
public final class Tree {
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Iterator<Path>> levels = new ArrayDeque<>();

  private Tree(List<Path> roots) {
    levels.push(roots.iterator());
  }

  /**
   * Starts a walk.
   *
   * @param roots folders or files; one that lies in another is walked once
   * @return the walk
   * @throws IOException if a root is missing
   */
  public static Tree of(List<Path> roots) throws IOException {
    List<Path> kept = new ArrayList<>();
    List<Path> real = new ArrayList<>();
    for (Path root : roots) {
      real.add(root.toRealPath());
    }
    for (int i = 0; i < roots.size(); i++) {
      int me = i;
      boolean covered = false;
      for (int j = 0; j < roots.size(); j++) {
        boolean same = real.get(j).equals(real.get(me));
        covered |= same ? j < me : real.get(me).startsWith(real.get(j));
      }
      if (!covered) {
        // A root that is a link is what somebody asked for by name.
        kept.add(Files.isSymbolicLink(roots.get(i)) ? real.get(i) : roots.get(i));
      }
    }
    return new Tree(kept);
  }

  /**
   * What stands in a folder.
   *
   * @param path its path
   * @param regular whether it is a regular file
   * @param trouble why it could not be looked at, or null
   */
  record Found(Path path, boolean regular, @Nullable IOException trouble) {}

  /** Returns the next file, link or device, or a folder that cannot be read; null at the end. */
  @Nullable Found next() {
    lock.lock();
    try {
      while (!levels.isEmpty()) {
        Iterator<Path> level = levels.element();
        if (!level.hasNext()) {
          levels.pop();
          continue;
        }
        Found found = look(level.next());
        if (found != null) {
          return found;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Found look(Path path) {
    try {
      BasicFileAttributes what =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!what.isDirectory()) {
        return new Found(path, what.isRegularFile(), null);
      }
      levels.push(sorted(path));
      return null;
    } catch (NoSuchFileException e) {
      return null; // Removed since its folder was listed.
    } catch (IOException e) {
      return new Found(path, false, e);
    }
  }

  private static Iterator<Path> sorted(Path folder) throws IOException {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(names::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(names);
    return names.iterator();
  }

  /**
   * Walks to the end.
   *
   * @return the number of files
   */
  public long count() {
    long n = 0;
    while (next() != null) {
      n++;
    }
    return n;
  }
}
