package dev.provisioning.kms.testbench.vault;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What is mounted where, with the namespace in front of the path. */
final class Mounts {
  private final SortedMap<String, Mount> mounts = new ConcurrentSkipListMap<>();

  /** A mount and the path within it. */
  record Found(String mountPath, Mount mount, String rest) {}

  /**
   * Mounts something.
   *
   * @param path without a slash at the end
   */
  void add(String namespace, String path, Mount mount) {
    if (mounts.putIfAbsent(full(namespace, path), mount) != null) {
      String shown = path.startsWith("auth/") ? path.substring("auth/".length()) : path;
      throw Refusal.bad("path is already in use at " + shown + "/");
    }
  }

  void remove(String namespace, String path) {
    mounts.remove(full(namespace, path));
  }

  Optional<Found> find(String namespace, String path) {
    String whole = namespace.isEmpty() ? path : namespace + "/" + path;
    return mounts.entrySet().stream()
        .filter(entry -> whole.startsWith(entry.getKey()) || (whole + "/").equals(entry.getKey()))
        .max(Map.Entry.comparingByKey())
        .map(entry -> found(namespace, entry.getKey(), entry.getValue(), whole));
  }

  private static Found found(String namespace, String key, Mount mount, String whole) {
    String mountPath = key.substring(0, key.length() - 1);
    String own = namespace.isEmpty() ? mountPath : mountPath.substring(namespace.length() + 1);
    String rest = whole.length() < key.length() ? "" : whole.substring(key.length());
    return new Found(own, mount, rest);
  }

  private static String full(String namespace, String path) {
    return (namespace.isEmpty() ? "" : namespace + "/") + path + "/";
  }
}
