package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.TimeLimit;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one token of a session, and the one place where it changes. Whoever changes it holds the
 * lock; only closing does not wait for it. Safe for use by many threads.
 */
final class TokenKeeper {
  /** As long as a request may take by default: one login, by whoever was first. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final LoginMethod method;
  private final Logins logins;
  private final KmsClock clock;
  private final SecureRandom random = new SecureRandom();
  private final Backoff backoff;
  private final Pace lookups;
  private final Pace replacements;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
  private final AtomicLong generation = new AtomicLong();
  private volatile boolean closed;

  TokenKeeper(LoginMethod method, Logins logins, KmsClock clock) {
    this.method = method;
    this.logins = logins;
    this.clock = clock;
    this.backoff = new Backoff(clock, random);
    this.lookups = new Pace(clock);
    this.replacements = new Pace(clock);
  }

  long generation() {
    return generation.get();
  }

  /** A token that is alive as far as is known. */
  Use current(TimeLimit limit) {
    Held now = held.get();
    if (now == null || !now.use(clock)) {
      return another(now, limit);
    }
    // One thread sees to it; the others go on with a token that still lives.
    if (now.lease().refreshDue(clock) && lock.tryLock()) {
      try {
        return now.equals(held.get()) ? refreshed(now, limit) : new Use(now.token(), false);
      } finally {
        lock.unlock();
      }
    }
    return new Use(now.token(), false);
  }

  private Use another(@Nullable Held former, TimeLimit limit) {
    acquire(limit);
    try {
      Held now = held.get();
      return now != null && !now.equals(former) && now.use(clock)
          ? new Use(now.token(), false)
          : obtained(limit);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A token in place of one that a request was refused with.
   *
   * @param refused the token, which was not made for that request
   * @param unknown whether the server said that it does not know the token, and not merely that it
   *     denies the request
   * @param limit for what is asked meanwhile
   * @return empty if the refusal stands
   */
  Optional<Use> after(HeldToken refused, boolean unknown, TimeLimit limit) {
    acquire(limit);
    try {
      Held now = held.get();
      if (now != null && !now.token().isSame(refused) && now.use(clock)) {
        return Optional.of(new Use(now.token(), false));
      }
      if (method instanceof LoginMethod.GivenToken given) {
        return reread(given, refused, unknown);
      }
      boolean dead =
          unknown || (lookups.allows() && !(refused.use() && logins.isAlive(refused, limit)));
      if (!dead || !replacements.allows()) {
        return Optional.empty();
      }
      drop(refused);
      return Optional.of(obtained(limit));
    } finally {
      lock.unlock();
    }
  }

  /** A file costs nothing to read again; a callback may be a login of its own. */
  private Optional<Use> reread(LoginMethod.GivenToken given, HeldToken refused, boolean unknown) {
    if (!given.local() && !(unknown ? replacements : lookups).allows()) {
      return Optional.empty();
    }
    long asked = clock.nanoTime();
    HeldToken again = GivenTokens.read(given, backoff);
    if (again.isSameText(refused)) {
      again.wipe();
      return Optional.empty();
    }
    return Optional.of(taken(again, asked));
  }

  private void drop(HeldToken dead) {
    Held now = held.get();
    if (now != null && now.token().isSame(dead) && held.compareAndSet(now, null)) {
      dead.wipe();
    }
  }

  private Use obtained(TimeLimit limit) {
    checkOpen();
    long asked = clock.nanoTime();
    if (method instanceof LoginMethod.Login login) {
      return taken(logins.login(login, backoff, limit), asked);
    }
    return taken(GivenTokens.read((LoginMethod.GivenToken) method, backoff), asked);
  }

  private Use taken(HeldToken token, long asked) {
    token.use();
    Held fresh = new Held(token, Lease.of(token.life().leaseSeconds(), asked, random));
    Held former = held.getAndSet(fresh);
    generation.incrementAndGet();
    if (former != null) {
      former.token().wipe();
    }
    // Closed during the login: whoever comes second of the two sees the other.
    if (closed && held.compareAndSet(fresh, null)) {
      giveBack(fresh);
    }
    checkOpen();
    return new Use(token, true);
  }

  /** Renews, or logs in anew where that is not possible; whatever fails, the token still lives. */
  private Use refreshed(Held now, TimeLimit limit) {
    try {
      if (now.token().isRenewable() && now.token().use()) {
        long asked = clock.nanoTime();
        HeldToken.Life life = logins.renew(now.token(), limit);
        if (life.leaseSeconds() > 0) {
          HeldToken renewed = now.token().renewed(life);
          held.compareAndSet(now, new Held(renewed, Lease.of(life.leaseSeconds(), asked, random)));
          return new Use(renewed, false);
        }
      }
    } catch (KmsException e) {
      if (e.code() != ErrorCode.UNAUTHENTICATED) {
        return later(now);
      }
    }
    if (!(method instanceof LoginMethod.Login login)) {
      return later(now);
    }
    try {
      long asked = clock.nanoTime();
      return taken(logins.loginAside(login, backoff, limit), asked);
    } catch (KmsException e) {
      return later(now);
    }
  }

  private Use later(Held now) {
    held.compareAndSet(now, new Held(now.token(), now.lease().later(clock, random)));
    return new Use(now.token(), false);
  }

  private void acquire(TimeLimit limit) {
    Duration longest = limit.shortened(LONGEST_WAIT);
    try {
      if (!lock.tryLock(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        throw KmsException.of(
            ErrorCode.TIMEOUT,
            "another thread has been waiting for a login for " + longest.toMillis() + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KmsException.of(ErrorCode.INTERRUPTED, "interrupted while waiting for a token", e);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("this session is closed");
    }
  }

  /** Does not wait for a login under way: that one gives its token back by itself. */
  void close() {
    closed = true;
    Held last = held.getAndSet(null);
    if (last != null) {
      giveBack(last);
    }
    method.forget().run();
  }

  private void giveBack(Held last) {
    HeldToken.Life life = last.token().life();
    if (life.own() && !life.batch() && last.use(clock)) {
      logins.revoke(last.token());
    }
    last.token().wipe();
  }
}
