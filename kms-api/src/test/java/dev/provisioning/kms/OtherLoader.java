package dev.provisioning.kms;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A class loader over a folder that looks like the jar of somebody else: it has a service file and
 * classes of its own. The classes are copies of test classes, defined anew, so that they lie in the
 * unnamed module, where service files count.
 */
public final class OtherLoader extends URLClassLoader {
  private final Set<String> own = new HashSet<>();

  private OtherLoader(URL... urls) {
    super(urls, OtherLoader.class.getClassLoader());
  }

  /**
   * Makes a class loader over one folder.
   *
   * @param folder an empty folder
   * @param service the service
   * @param lines what the service file says
   * @param classes classes that the folder has
   * @return the class loader
   * @throws IOException if the folder cannot be written
   */
  public static OtherLoader of(
      Path folder, Class<?> service, List<String> lines, Class<?>... classes) throws IOException {
    return of(new OtherLoader(), folder, service, lines, classes);
  }

  /** Adds a second folder. */
  OtherLoader and(Path folder, Class<?> service, List<String> lines, Class<?>... classes)
      throws IOException {
    return of(this, folder, service, lines, classes);
  }

  private static OtherLoader of(
      OtherLoader loader, Path folder, Class<?> service, List<String> lines, Class<?>... classes)
      throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(services.resolve(service.getName()), lines);
    for (Class<?> type : classes) {
      String resource = type.getName().replace('.', '/') + ".class";
      Path file = folder.resolve(resource);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      try (InputStream in =
          Objects.requireNonNull(type.getClassLoader()).getResourceAsStream(resource)) {
        Files.copy(Objects.requireNonNull(in), file);
      }
      loader.own.add(type.getName());
    }
    loader.addURL(folder.toUri().toURL());
    return loader;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!own.contains(name)) {
      return super.loadClass(name, resolve);
    }
    Class<?> loaded = findLoadedClass(name);
    return loaded == null ? findClass(name) : loaded;
  }
}
