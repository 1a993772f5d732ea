package dev.provisioning.kms.service.cli.migrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What a file looked like, to notice that somebody else changed it.
 *
 * @param fileKey the file itself, as an inode, where the system has such a thing
 * @param size its size
 * @param modified when it was changed
 */
record Snapshot(@Nullable Object fileKey, long size, FileTime modified) {
  static Snapshot of(Path file) throws IOException {
    BasicFileAttributes now =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new Snapshot(now.fileKey(), now.size(), now.lastModifiedTime());
  }
}
