package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.age.files.AtomicReplacement;
import dev.provisioning.kms.age.files.ExclusiveLock;
import dev.provisioning.kms.age.files.FileRole;
import dev.provisioning.kms.age.files.LockFile;
import dev.provisioning.kms.age.files.WatchedFile;
import dev.provisioning.kms.age.format.Limits;
import dev.provisioning.kms.age.keys.KeyLines;
import dev.provisioning.kms.age.keys.KeyText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts a new identity first in a private key file, then its recipient into the recipients file.
 * Each file is replaced atomically and in this order: a crash in between leaves the old recipient
 * published, whose identity is still there.
 */
final class KeyRotation {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path privateKeys;
  private final @Nullable Path publicKeys;
  private final ConfiguredKeys configured;
  private final KmsClock clock;
  private final Consumer<String> warnings;
  private final Runnable betweenWrites;

  /**
   * Prepares a rotation.
   *
   * @param privateKeys the private key file, or a link to it
   * @param publicKeys the recipients file, or a link to it, if there is one
   * @param configured keys that are not part of this rotation
   * @param clock dates the new identity
   * @param warnings gets what the log should say about permissions
   * @param betweenWrites where a test can fail
   */
  KeyRotation(
      Path privateKeys,
      @Nullable Path publicKeys,
      ConfiguredKeys configured,
      KmsClock clock,
      Consumer<String> warnings,
      Runnable betweenWrites) {
    this.privateKeys = privateKeys;
    this.publicKeys = publicKeys;
    this.configured = configured;
    this.clock = clock;
    Set<String> said = new HashSet<>();
    this.warnings =
        warning -> {
          if (said.add(warning)) {
            warnings.accept(warning);
          }
        };
    this.betweenWrites = betweenWrites;
  }

  /** Whether this user may replace a file: that is a matter of its folder and its lock file. */
  static boolean mayReplace(Path file) {
    try {
      Path real = file.toRealPath();
      Path folder = real.getParent();
      return Files.isWritable(real)
          && folder != null
          && Files.isWritable(folder)
          && LockFile.isUsable(real);
    } catch (IOException e) {
      return false;
    }
  }

  /** Rotates and returns the new recipient. */
  AgeRecipient run() {
    WatchedFile file = new WatchedFile(privateKeys, FileRole.PRIVATE_KEYS, warnings);
    file.stamp();
    try {
      // A link must stay a link: the file behind it is replaced.
      Path real = privateKeys.toRealPath();
      if (publicKeys == null) {
        return ExclusiveLock.holding(real, PATIENCE, () -> rotate(real, null));
      }
      new WatchedFile(publicKeys, FileRole.RECIPIENTS, warnings).stamp();
      Path realPublic = publicKeys.toRealPath();
      return ExclusiveLock.holding(
          real,
          PATIENCE,
          () -> ExclusiveLock.holding(realPublic, PATIENCE, () -> rotate(real, realPublic)));
    } catch (IOException e) {
      throw AgeFailures.ofFile("cannot rotate " + privateKeys, e);
    }
  }

  private AgeRecipient rotate(Path real, @Nullable Path realPublic) throws IOException {
    AgeRecipient outgoing = outgoing(real, realPublic);
    try (AgeIdentity incoming = AgeIdentity.generate()) {
      if (realPublic == null) {
        addIdentity(real, incoming);
      } else {
        addAndPublish(real, realPublic, outgoing, incoming);
      }
      return incoming.recipient();
    }
  }

  /** What can fail with the recipients file comes first, so that no identity is added in vain. */
  private void addAndPublish(
      Path real, Path realPublic, AgeRecipient outgoing, AgeIdentity incoming) throws IOException {
    String old = new String(content(realPublic, FileRole.RECIPIENTS, AgeRecipient::readAll), UTF_8);
    byte[] text = replaced(old, outgoing, incoming.recipient()).getBytes(UTF_8);
    try (AtomicReplacement recipients = AtomicReplacement.prepare(realPublic, text)) {
      addIdentity(real, incoming);
      betweenWrites.run();
      publish(recipients);
    }
  }

  private void publish(AtomicReplacement recipients) {
    try {
      recipients.commit(warnings);
    } catch (IOException e) {
      throw AgeFailures.ofFile(
          "the new identity is in "
              + privateKeys
              + ", but its recipient could not be written to "
              + publicKeys
              + "; the old one stays in use until the next rotation",
          e);
    }
  }

  /** The recipient to replace: the default key, or after a crash the one it left published. */
  private AgeRecipient outgoing(Path real, @Nullable Path realPublic) {
    List<AgeRecipient> held = recipientsOf(real);
    List<AgeRecipient> published =
        realPublic == null
            ? held.subList(0, 1)
            : read(realPublic, FileRole.RECIPIENTS, AgeRecipient::readAll);
    requireRoom(held, published);
    List<AgeRecipient> candidates = published.stream().filter(held::contains).toList();
    if (candidates.isEmpty()) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION,
          "the recipients file "
              + publicKeys
              + " lists no key of "
              + privateKeys
              + ", so that it is not known which one to replace");
    }
    return candidates.stream()
        .filter(r -> !configured.listed().contains(r.toString()))
        .findFirst()
        .orElseThrow(KeyRotation::listedKey);
  }

  /**
   * With one identity more, a file to all recipients and a former key must still be found to be
   * nobody's within the attempts that decrypting makes.
   */
  private void requireRoom(List<AgeRecipient> held, List<AgeRecipient> published) {
    Set<AgeRecipient> recipients = new HashSet<>(published);
    recipients.addAll(configured.recipients());
    long identities =
        1 + held.stream().filter(r -> !configured.listed().contains(r.toString())).count();
    if ((recipients.size() + 1) * identities > Limits.ATTEMPTS) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION,
          "the private key file "
              + privateKeys
              + " holds too many identities for another one: with "
              + recipients.size()
              + " recipients, decrypting could need more than "
              + Limits.ATTEMPTS
              + " attempts; rewrap what the oldest identities open, and remove them");
    }
  }

  static KmsException listedKey() {
    return KmsException.of(
        ErrorCode.UNSUPPORTED,
        "a listed key is rotated by hand: its id stands in the configuration");
  }

  private List<AgeRecipient> recipientsOf(Path real) {
    List<AgeIdentity> identities = read(real, FileRole.PRIVATE_KEYS, AgeIdentity::readAll);
    identities.forEach(AgeIdentity::close);
    return identities.stream().map(AgeIdentity::recipient).toList();
  }

  private void addIdentity(Path real, AgeIdentity identity) throws IOException {
    byte[] old = content(real, FileRole.PRIVATE_KEYS, KeyRotation::checkIdentities);
    byte[] added = KeyFileText.of(identity, clock);
    byte[] all = Arrays.copyOf(added, added.length + old.length);
    System.arraycopy(old, 0, all, added.length, old.length);
    try {
      requireSize(all.length);
      replace(real, all, identity);
    } finally {
      Arrays.fill(old, (byte) 0);
      Arrays.fill(added, (byte) 0);
      Arrays.fill(all, (byte) 0);
    }
  }

  private void requireSize(int length) {
    if (length > KeyLines.MAX_FILE_BYTES) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION,
          "the private key file " + privateKeys + " would be longer than 16 MiB");
    }
  }

  private void replace(Path real, byte[] all, AgeIdentity identity) throws IOException {
    try (AtomicReplacement identities = AtomicReplacement.prepare(real, all)) {
      identities.commit(warnings);
      requireOnDisk(real, identity.recipient());
    }
  }

  /** A recipient without an identity on disk would make data that nobody can read. */
  static void requireOnDisk(Path file, AgeRecipient recipient) throws IOException {
    List<AgeIdentity> identities;
    try (InputStream in = Files.newInputStream(file)) {
      identities = AgeIdentity.readAll(in);
    } catch (IllegalArgumentException e) {
      throw new IOException("the file that was just written is malformed", e);
    }
    boolean there = identities.stream().anyMatch(i -> i.recipient().equals(recipient));
    identities.forEach(AgeIdentity::close);
    if (!there) {
      throw new IOException("the new identity is not in the file that was just written");
    }
  }

  private byte[] content(Path file, FileRole role, WatchedFile.Parser<?> check) {
    return read(
        file,
        role,
        in -> {
          try (KeyText text = KeyText.read(in)) {
            return checked(text.copy(), check);
          }
        });
  }

  private static byte[] checked(byte[] bytes, WatchedFile.Parser<?> check) throws IOException {
    boolean good = false;
    try {
      check.parse(new ByteArrayInputStream(bytes));
      good = true;
      return bytes;
    } finally {
      if (!good) {
        Arrays.fill(bytes, (byte) 0);
      }
    }
  }

  private static boolean checkIdentities(InputStream in) throws IOException {
    AgeIdentity.readAll(in).forEach(AgeIdentity::close);
    return true;
  }

  private <T> T read(Path file, FileRole role, WatchedFile.Parser<T> parser) {
    WatchedFile watched = new WatchedFile(file, role, warnings);
    return watched.read(watched.stamp(), parser);
  }

  private static String replaced(String text, AgeRecipient outgoing, AgeRecipient incoming) {
    return Pattern.compile("(?dm)^" + Pattern.quote(outgoing.toString()) + "(?=\r?$)")
        .matcher(text)
        .replaceAll(Matcher.quoteReplacement(incoming.toString()));
  }
}
