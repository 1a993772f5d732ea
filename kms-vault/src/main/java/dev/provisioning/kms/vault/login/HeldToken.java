package dev.provisioning.kms.vault.login;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A token and what is known of its life. Its characters are handed out as copies only, so that it
 * can be wiped while another thread still sends one.
 */
final class HeldToken {
  /** A token that somebody else keeps alive. */
  static final Life FOREIGN = new Life(false, 0, false, false, 0);

  private final Characters characters;
  private final Life life;
  private final AtomicLong usesLeft;

  /**
   * What the server said of a token.
   *
   * @param own whether a login of ours made it, so that it is ours to renew and revoke
   * @param leaseSeconds how long it lives after the login; 0 for ever
   * @param renewable whether that can be made longer
   * @param batch whether the server keeps no record of it, so that it can be neither renewed nor
   *     revoked
   * @param uses how often it can be used; 0 for any number
   */
  record Life(boolean own, long leaseSeconds, boolean renewable, boolean batch, long uses) {}

  /** Keeps the array. */
  HeldToken(char[] characters, Life life) {
    this(new Characters(characters), life, new AtomicLong(life.uses()));
  }

  private HeldToken(Characters characters, Life life, AtomicLong usesLeft) {
    this.characters = characters;
    this.life = life;
    this.usesLeft = usesLeft;
  }

  Life life() {
    return life;
  }

  boolean isRenewable() {
    return life.renewable() && !life.batch();
  }

  /**
   * The same token after a renewal. A lease that shrinks shows that the end of what the server
   * allows is near: the next refresh is a login, or ever shorter leases would be renewed ever more
   * often.
   */
  HeldToken renewed(Life answer) {
    boolean again = answer.renewable() && answer.leaseSeconds() * 2 >= life.leaseSeconds();
    Life now = new Life(life.own(), life.leaseSeconds(), again, life.batch(), life.uses());
    return new HeldToken(characters, now, usesLeft);
  }

  boolean isSame(HeldToken other) {
    return characters == other.characters;
  }

  /**
   * Counts one use: a request, a renewal, a look-up or the revocation.
   *
   * @return false if none is left
   */
  boolean use() {
    return life.uses() == 0 || usesLeft.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  /** The caller wipes the copy; null if the token itself is wiped. */
  char @Nullable [] copy() {
    return characters.copy();
  }

  boolean isSameText(HeldToken other) {
    char[] text = other.copy();
    if (text == null) {
      return false;
    }
    try {
      return characters.reads(text);
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  void wipe() {
    characters.wipe();
  }

  @Override
  public String toString() {
    return "HeldToken" + life;
  }

  private static final class Characters {
    private final ReentrantLock lock = new ReentrantLock();
    private final char[] chars;
    private boolean wiped;

    Characters(char[] chars) {
      this.chars = chars;
    }

    char @Nullable [] copy() {
      lock.lock();
      try {
        return wiped ? null : chars.clone();
      } finally {
        lock.unlock();
      }
    }

    boolean reads(char[] text) {
      lock.lock();
      try {
        return !wiped && Arrays.equals(chars, text);
      } finally {
        lock.unlock();
      }
    }

    void wipe() {
      lock.lock();
      try {
        wiped = true;
        Arrays.fill(chars, '\0');
      } finally {
        lock.unlock();
      }
    }
  }
}
