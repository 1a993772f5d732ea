package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.age.files.ExclusiveLock;
import dev.provisioning.kms.age.files.FileRole;
import dev.provisioning.kms.age.files.NewFile;
import dev.provisioning.kms.age.files.WatchedFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates, rotates and reads private key files and recipients files, as age-keygen and age
 * understand them.
 *
 * <p>Writing takes an exclusive lock on {@code NAME.lock} beside the file, which stays there.
 * Errors are {@link dev.provisioning.kms.KmsConfigurationException} with the name of the file;
 * {@link KmsException} INTERRUPTED while waiting for a lock.
 */
public final class AgeKeyFile {
  private AgeKeyFile() {}

  /**
   * Creates a private key file with one new identity. It belongs to this user alone (mode 0600)
   * from the start, as do the folders that have to be made for it (0700); on a file system without
   * POSIX permissions, such as on Windows, it gets those of its folder.
   *
   * @param privateKeys the file, which must not exist
   * @return the recipient of the identity
   * @throws KmsException CONFIGURATION if the file exists, even as a broken link, or cannot be
   *     written
   */
  public static AgeRecipient create(Path privateKeys) {
    return create(Objects.requireNonNull(privateKeys), null, KmsClock.system());
  }

  /**
   * Creates a private key file as {@link #create(Path)} does, and then a recipients file with its
   * recipient, which everybody may read. If the second one fails, the first one is removed.
   *
   * @param privateKeys the private key file, which must not exist
   * @param recipients the recipients file, which must not exist
   * @return the recipient of the identity
   * @throws KmsException CONFIGURATION if a file exists or cannot be written
   */
  public static AgeRecipient create(Path privateKeys, Path recipients) {
    return create(
        Objects.requireNonNull(privateKeys), Objects.requireNonNull(recipients), KmsClock.system());
  }

  static AgeRecipient create(Path privateKeys, @Nullable Path recipients, KmsClock clock) {
    refuseExisting(privateKeys);
    if (recipients != null) {
      refuseExisting(recipients);
    }
    try {
      NewFile.createFoldersOf(privateKeys);
      if (recipients != null) {
        NewFile.createFoldersOf(recipients);
      }
      return ExclusiveLock.holding(
          realName(privateKeys),
          KeyRotation.PATIENCE,
          () -> createLocked(privateKeys, recipients, clock));
    } catch (FileAlreadyExistsException e) {
      throw AgeFailures.ofFile("cannot create " + privateKeys + ", something is in its place", e);
    } catch (IOException e) {
      throw AgeFailures.ofFile("cannot create the private key file " + privateKeys, e);
    }
  }

  private static AgeRecipient createLocked(
      Path privateKeys, @Nullable Path recipients, KmsClock clock) throws IOException {
    try (AgeIdentity identity = AgeIdentity.generate()) {
      byte[] text = KeyFileText.of(identity, clock);
      try {
        NewFile.create(privateKeys, "rw-------", text);
      } finally {
        Arrays.fill(text, (byte) 0);
      }
      boolean complete = false;
      try {
        KeyRotation.requireOnDisk(privateKeys, identity.recipient());
        if (recipients != null) {
          createRecipients(recipients, identity.recipient());
        }
        complete = true;
        return identity.recipient();
      } finally {
        if (!complete) {
          // Nobody has its recipient yet, and a second attempt must not find the file.
          Files.deleteIfExists(privateKeys);
        }
      }
    }
  }

  private static void createRecipients(Path recipients, AgeRecipient recipient) {
    try {
      NewFile.create(recipients, "rw-r--r--", (recipient + "\n").getBytes(US_ASCII));
    } catch (FileAlreadyExistsException e) {
      throw exists(recipients);
    } catch (IOException e) {
      throw AgeFailures.ofFile("cannot create the recipients file " + recipients, e);
    }
  }

  private static Path realName(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = Objects.requireNonNull(absolute.getParent());
    return folder.toRealPath().resolve(Objects.requireNonNull(absolute.getFileName()));
  }

  private static void refuseExisting(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(file);
    }
  }

  private static KmsException exists(Path file) {
    return KmsException.of(
        ErrorCode.CONFIGURATION, file + " exists already, and a key file is never overwritten");
  }

  /**
   * Puts a new identity first in a private key file. All old ones and all comments stay, so that
   * they still open what was made with them.
   *
   * @param privateKeys the file, or a link to it
   * @return the new recipient
   * @throws KmsException CONFIGURATION if the file is malformed or cannot be replaced
   */
  public static AgeRecipient rotate(Path privateKeys) {
    return rotate(Objects.requireNonNull(privateKeys), null);
  }

  /**
   * Rotates a private key file as {@link #rotate(Path)} does, and then replaces in a recipients
   * file its first recipient of an identity of the private key file by the new one; other
   * recipients stay. If the second step fails, the old recipient stays in use and nothing is lost.
   *
   * @param privateKeys the private key file, or a link to it
   * @param recipients the recipients file, or a link to it; none if null
   * @return the new recipient
   * @throws KmsException CONFIGURATION if a file is malformed or cannot be replaced, or the
   *     recipients file lists no key of the private key file
   */
  public static AgeRecipient rotate(Path privateKeys, @Nullable Path recipients) {
    return new KeyRotation(
            privateKeys, recipients, ConfiguredKeys.NONE, KmsClock.system(), log()::warn, () -> {})
        .run();
  }

  /**
   * Reads a private key file.
   *
   * @param privateKeys the file
   * @return one or more identities, the current one first; the caller closes them
   * @throws KmsException CONFIGURATION with the number of the line if one is malformed
   */
  public static List<AgeIdentity> read(Path privateKeys) {
    WatchedFile file = new WatchedFile(privateKeys, FileRole.PRIVATE_KEYS, log()::warn);
    return file.read(file.stamp(), AgeIdentity::readAll);
  }

  /**
   * Reads a recipients file.
   *
   * @param recipients the file
   * @return one or more recipients
   * @throws KmsException CONFIGURATION with the number of the line if one is malformed
   */
  public static List<AgeRecipient> readRecipients(Path recipients) {
    WatchedFile file = new WatchedFile(recipients, FileRole.RECIPIENTS, log()::warn);
    return file.read(file.stamp(), AgeRecipient::readAll);
  }

  private static Logger log() {
    return LoggerFactory.getLogger(AgeKeyFile.class);
  }
}
