package dev.provisioning.kms.age;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.age.format.Limits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the key files hold at one moment, and what that means for a key id. The identities are wiped
 * when the last user leaves.
 */
final class KeyRing implements AutoCloseable {
  /** Two stanzas of a message are left, for the context and for a former key. */
  private static final int MAX_RECIPIENTS = Limits.MESSAGE.stanzas() - 2;

  private final AtomicInteger users = new AtomicInteger(1);
  private final Optional<List<AgeIdentity>> identities;
  private final List<AgeRecipient> recipients;
  private final ListedKeys listed;
  private final String defaultKey;
  private final Sealing sealing;
  private final List<AgeIdentity> unlisted;
  private final Set<String> defaultGroup = new HashSet<>();
  private final @Nullable AgeDecryption decryption;

  /**
   * Takes what was read.
   *
   * @param identities those of the private key file, taken over; absent without such a file
   * @param configured the configured recipients; without any, the first identity's is used
   * @param listed the further keys
   */
  KeyRing(
      Optional<List<AgeIdentity>> identities, List<AgeRecipient> configured, ListedKeys listed) {
    this.identities = identities;
    this.listed = listed;
    this.recipients =
        configured.isEmpty()
            ? List.of(firstOf(identities.orElseThrow(), listed))
            : List.copyOf(new LinkedHashSet<>(configured));
    if (recipients.size() > MAX_RECIPIENTS) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION,
          recipients.size() + " recipients are more than the " + MAX_RECIPIENTS + " that fit");
    }
    defaultKey = currentOf(recipients, identities(), listed.ids()).toString();
    sealing = new Sealing(defaultKey, Age.encryptTo(recipients), recipients.size());
    unlisted = identities().stream().filter(i -> !isListed(i.recipient().toString())).toList();
    recipients.forEach(r -> defaultGroup.add(r.toString()));
    unlisted.forEach(i -> defaultGroup.add(i.recipient().toString()));
    decryption = unlisted.isEmpty() ? null : Age.decryptWith(unlisted);
  }

  /**
   * With a tenant's identity as the default key, that tenant's view would open what the unlisted
   * identities open. The order of lines must not decide that.
   */
  private static AgeRecipient firstOf(List<AgeIdentity> identities, ListedKeys listed) {
    AgeRecipient first = identities.get(0).recipient();
    Optional<String> tenant = listed.nameOf(first.toString());
    if (tenant.isPresent()
        && identities.stream().anyMatch(i -> !listed.ids().contains(i.recipient().toString()))) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION,
          "the first identity of the private key file is the key of "
              + tenant.get()
              + "; put it after your own, or set public_key_path");
    }
    return first;
  }

  /**
   * The recipient that stands for all: the first one that is held and no listed key, so that a
   * rotation shows as another id; without one, the first.
   */
  static AgeRecipient currentOf(
      List<AgeRecipient> recipients, List<AgeIdentity> identities, Set<String> listed) {
    Set<AgeRecipient> held = new HashSet<>();
    identities.forEach(i -> held.add(i.recipient()));
    return recipients.stream()
        .filter(r -> held.contains(r) && !listed.contains(r.toString()))
        .findFirst()
        .orElse(recipients.get(0));
  }

  String defaultKey() {
    return defaultKey;
  }

  boolean canDecrypt() {
    return identities.isPresent();
  }

  List<AgeIdentity> identities() {
    return identities.orElse(List.of());
  }

  List<AgeRecipient> recipients() {
    return recipients;
  }

  /** For encrypting, the default key stands for all recipients even if it is listed too. */
  boolean isListed(String keyId) {
    return listed.ids().contains(keyId) && !keyId.equals(defaultKey);
  }

  boolean holds(AgeRecipient recipient) {
    return identities().stream().anyMatch(i -> i.recipient().equals(recipient));
  }

  /** Whether what is encrypted to the recipients could be read here. */
  boolean readsItsOwn() {
    return unlisted.stream().anyMatch(i -> recipients.contains(i.recipient()));
  }

  Sealing sealing(String keyId) {
    if (isListed(keyId)) {
      return new Sealing(keyId, listed.encryption(keyId).orElseThrow(), 1);
    }
    AgeRecipient recipient = KeyIds.require(keyId);
    if (canDecrypt() && !readsItsOwn()) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION,
          "the private key file holds no identity for any of the recipients, so that nobody here"
              + " could read the data; check public_key_path and recipients");
    }
    return !keyId.equals(defaultKey) && holds(recipient) ? formerKey(recipient) : sealing;
  }

  /**
   * A rotation can come between the question for the default key and its use, and a client can be
   * bound to a former default key: the recipients of now must get the data all the same.
   */
  private Sealing formerKey(AgeRecipient former) {
    List<AgeRecipient> all = new ArrayList<>();
    all.add(former);
    recipients.stream().filter(r -> !r.equals(former)).forEach(all::add);
    return new Sealing(former.toString(), Age.encryptTo(all), all.size());
  }

  /**
   * Whether an id may select identities here: a listed key, a recipient of the default key, or the
   * recipient of an identity that is no listed key (design, 11).
   */
  boolean opens(String keyId) {
    return listed.ids().contains(keyId) || defaultGroup.contains(keyId);
  }

  /**
   * Picks the identities for a ciphertext. A header is not authenticated: one that names the key of
   * a tenant must not make another identity open the blob, and one that names nobody's key must not
   * open at all (design, 11).
   */
  AgeDecryption decryption(String keyId) {
    if (!canDecrypt()) {
      throw KmsException.of(
          ErrorCode.UNSUPPORTED,
          "this age client has recipients only and cannot decrypt; set private_key_path");
    }
    if (listed.ids().contains(keyId)) {
      return Age.decryptWith(List.of(identity(keyId)));
    }
    if (!defaultGroup.contains(keyId)) {
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT,
          "the ciphertext names a key that is neither listed, nor a recipient, nor one of an"
              + " identity of the private key file");
    }
    if (decryption == null) {
      throw KeyIds.notFound("every identity of the private key file belongs to a listed key");
    }
    return decryption;
  }

  /** For files without a key id: the identities of the default key. */
  AgeDecryption fileDecryption() {
    return decryption(defaultKey);
  }

  private AgeIdentity identity(String keyId) {
    return identities().stream()
        .filter(i -> i.recipient().toString().equals(keyId))
        .findFirst()
        .orElseThrow(
            () -> KeyIds.notFound("the private key file holds no identity for this recipient"));
  }

  /** Enters a user, who leaves by {@link #close}; false if the identities are wiped. */
  boolean enter() {
    return users.updateAndGet(n -> n == 0 ? 0 : n + 1) > 0;
  }

  @Override
  public void close() {
    if (users.decrementAndGet() == 0) {
      wipe();
    }
  }

  void wipe() {
    identities().forEach(AgeIdentity::close);
  }
}
