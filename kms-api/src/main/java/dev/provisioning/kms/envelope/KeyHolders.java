package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The clients of an envelope: each of them wraps, and any one of them opens. */
final class KeyHolders {
  private final List<KeyHolder> all;
  private final List<KeyHolder> openers;
  private final Patience patience;

  private KeyHolders(List<KeyHolder> all, List<KeyHolder> openers, Patience patience) {
    this.all = all;
    this.openers = openers;
    this.patience = patience;
  }

  static KeyHolders of(List<KmsClient> clients, boolean acceptUnauthenticated, Patience patience) {
    List<KeyHolder> all = clients.stream().map(KeyHolder::of).toList();
    // Anybody can write a message for a public recipient. Where the first client's keys prove who
    // wrote it, another one's must not take that away.
    boolean strict = all.get(0).authenticated() && !acceptUnauthenticated;
    return new KeyHolders(
        all,
        all.stream()
            .filter(h -> h.authenticated() || !strict)
            .sorted(Comparator.comparing(h -> !h.offline()))
            .toList(),
        patience);
  }

  /**
   * Who may open what, client by client, those that need no server first; the order of the clients
   * never comes from a message.
   */
  Trials trials(List<Ciphertext> keys) {
    List<Candidate> admitted = new ArrayList<>();
    for (int i = 0; i < openers.size(); i++) {
      KeyHolder holder = openers.get(i);
      for (Ciphertext key : keys) {
        if (holder.admits(key)) {
          admitted.add(candidate(i, holder, key));
        }
      }
    }
    return new Trials(admitted, patience);
  }

  boolean refusesSome() {
    return openers.size() < all.size();
  }

  List<Ciphertext> wrap(byte[] dataKey, EncryptionContext context) {
    return all.stream().map(h -> h.keys().wrap(dataKey, context)).toList();
  }

  /** Fresh wrapped keys in the place of those that these clients may open; the others stay. */
  List<Ciphertext> rewrap(List<Ciphertext> before, byte[] dataKey, EncryptionContext context) {
    List<Ciphertext> after = new ArrayList<>(wrap(dataKey, context));
    before.stream().filter(key -> !isOurs(key)).forEach(after::add);
    return after;
  }

  boolean needsRewrap(List<Ciphertext> keys) {
    boolean eachHasOne = all.stream().allMatch(h -> keys.stream().anyMatch(h::isCurrent));
    return !eachHasOne
        || keys.stream()
            .filter(this::isOurs)
            .anyMatch(key -> all.stream().noneMatch(h -> h.isCurrent(key)));
  }

  /** Whether a rewrap would give a client a key that it does not have yet. */
  boolean addsReader(List<Ciphertext> keys) {
    return !all.stream().allMatch(h -> keys.stream().anyMatch(h::admits));
  }

  /**
   * Refuses unless each client opens the message already. What the list says proves nothing:
   * anybody can add an entry that names a client's key, and a rewrap would make it a real one.
   */
  void requireReaders(List<Ciphertext> keys, byte[] dataKey, EncryptionContext context) {
    if (all.size() == 1) {
      return; // It has just opened the message.
    }
    for (int i = 0; i < all.size(); i++) {
      int number = i;
      KeyHolder holder = all.get(i);
      List<Candidate> its =
          keys.stream().filter(holder::admits).map(key -> candidate(number, holder, key)).toList();
      Trials trials = new Trials(its, patience);
      @Nullable Boolean opens =
          trials.first((from, atMost) -> requireSame(from, dataKey, context, atMost));
      if (opens == null) {
        KmsException refusal = newReader();
        refusal.addSuppressed(trials.failure(keys, false));
        throw refusal;
      }
    }
  }

  private static boolean requireSame(
      Candidate from, byte[] dataKey, EncryptionContext context, Duration atMost) {
    byte[] its = from.holder().keys().unwrap(from.ciphertext(), context, atMost);
    try {
      if (!MessageDigest.isEqual(its, dataKey)) {
        throw Invalid.header("one of its wrapped keys is of another message");
      }
      return true;
    } finally {
      Arrays.fill(its, (byte) 0);
    }
  }

  static KmsException newReader() {
    return KmsException.of(
        ErrorCode.UNSUPPORTED,
        "the data key of this envelope may seal others too, so that it gets no new reader by"
            + " rewrap; use reseal");
  }

  private static Candidate candidate(int number, KeyHolder holder, Ciphertext key) {
    return new Candidate(number, holder, key, holder.keys().servers(key));
  }

  private boolean isOurs(Ciphertext key) {
    return all.stream().anyMatch(h -> h.admits(key));
  }
}
