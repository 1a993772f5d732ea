package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The one token of a session, and the one place where it changes. */
final class TokenKeeper {
  private static final Duration ASK_AGAIN = Duration.ofSeconds(30);

  private final LoginMethod method;
  private final Logins logins;
  private final KmsClock clock;
  private final SecureRandom random = new SecureRandom();
  private final Backoff backoff;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Held held;
  private final AtomicLong generation = new AtomicLong();
  private volatile boolean closed;

  /**
   * The current token.
   *
   * @param token the token
   * @param lease its lease
   * @param aliveAt when the server last said that it knows it, in nanoseconds of the clock
   */
  private record Held(HeldToken token, Lease lease, long aliveAt) {}

  /**
   * A token for one request.
   *
   * @param token the token
   * @param fresh whether it was made for this very request, so that a refusal is a real one
   */
  record Use(HeldToken token, boolean fresh) {}

  TokenKeeper(LoginMethod method, Logins logins, KmsClock clock) {
    this.method = method;
    this.logins = logins;
    this.clock = clock;
    this.backoff = new Backoff(clock, random);
  }

  long generation() {
    return generation.get();
  }

  Use current() {
    Held now = held;
    if (now == null || now.lease().over(clock) || !now.token().use()) {
      return another(now == null ? null : now.token());
    }
    // One thread sees to it; the others go on with a token that still lives.
    if (now.lease().refreshDue(clock) && lock.tryLock()) {
      try {
        refreshIfStillDue();
        Held refreshed = held;
        return new Use(refreshed == null ? now.token() : refreshed.token(), false);
      } finally {
        lock.unlock();
      }
    }
    return new Use(now.token(), false);
  }

  /**
   * The token after one that the server does not know; throws what the server said if there is
   * none.
   */
  Use replace(HeldToken dead, KmsException refusal) {
    acquire();
    try {
      Held now = held;
      if (now != null && !now.token().isSame(dead)) {
        return new Use(now.token(), false);
      }
      if (method instanceof LoginMethod.GivenToken given) {
        HeldToken again = GivenTokens.read(given);
        if (again.isSameText(dead)) {
          again.wipe();
          throw refusal;
        }
        return take(again);
      }
      return login();
    } finally {
      lock.unlock();
    }
  }

  private Use another(@Nullable HeldToken former) {
    acquire();
    try {
      Held now = held;
      if (now != null
          && (former == null || !now.token().isSame(former))
          && !now.lease().over(clock)
          && now.token().use()) {
        return new Use(now.token(), false);
      }
      return obtain();
    } finally {
      lock.unlock();
    }
  }

  private Use obtain() {
    return method instanceof LoginMethod.GivenToken given ? take(GivenTokens.read(given)) : login();
  }

  private Use login() {
    if (!(method instanceof LoginMethod.Login login)) {
      throw new IllegalStateException("a given token is not logged in with");
    }
    backoff.check();
    try {
      Use use = take(logins.login(login));
      backoff.succeeded();
      return use;
    } catch (KmsException e) {
      if (e.code() != ErrorCode.INTERRUPTED) {
        backoff.failed(e);
      }
      throw e;
    }
  }

  private Use take(HeldToken token) {
    if (closed) {
      token.wipe();
      throw new IllegalStateException("this session is closed");
    }
    Held former = held;
    token.use();
    held = new Held(token, Lease.of(token.life(), clock, random), clock.nanoTime());
    generation.incrementAndGet();
    if (former != null) {
      former.token().wipe();
    }
    return new Use(token, true);
  }

  private void refreshIfStillDue() {
    Held now = held;
    if (now != null && now.lease().refreshDue(clock)) {
      refresh(now);
    }
  }

  /** Renews, or logs in anew where that is not possible; whatever fails, the token still lives. */
  private void refresh(Held now) {
    try {
      if (now.token().life().renewable()) {
        HeldToken renewed = logins.renew(now.token());
        HeldToken.Life life = renewed.life();
        boolean nearItsEnd = life.leaseSeconds() * 4 < now.token().life().leaseSeconds();
        if (!nearItsEnd) {
          held = new Held(renewed, Lease.of(life, clock, random), clock.nanoTime());
          return;
        }
      }
      login();
    } catch (KmsException e) {
      boolean refused = e.code() == ErrorCode.UNAUTHENTICATED;
      held = new Held(now.token(), now.lease().later(clock), now.aliveAt());
      if (refused && now.token().life().renewable()) {
        loginAfterRefusedRenewal(now);
      }
    }
  }

  private void loginAfterRefusedRenewal(Held now) {
    try {
      login();
    } catch (KmsException e) {
      // The token may live on until its lease ends; by then there is another try.
      held = new Held(now.token(), now.lease().later(clock), now.aliveAt());
    }
  }

  boolean mayBeDead(HeldToken token) {
    Held now = held;
    return now == null
        || !now.token().isSame(token)
        || clock.nanoTime() - now.aliveAt() >= ASK_AGAIN.toNanos();
  }

  /** Keeps what the server said of a token, and returns it. */
  boolean noteAlive(HeldToken token, boolean alive) {
    acquire();
    try {
      Held now = held;
      if (alive && now != null && now.token().isSame(token)) {
        held = new Held(now.token(), now.lease(), clock.nanoTime());
      }
      return alive;
    } finally {
      lock.unlock();
    }
  }

  private void acquire() {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KmsException.of(ErrorCode.INTERRUPTED, "interrupted while waiting for a token", e);
    }
  }

  /**
   * Ends the session.
   *
   * @return a token of ours to be revoked and wiped
   */
  Optional<HeldToken> close() {
    lock.lock();
    try {
      closed = true;
      Held last = held;
      held = null;
      if (last == null) {
        return Optional.empty();
      }
      if (!last.token().life().own() || last.lease().over(clock) || !last.token().use()) {
        last.token().wipe();
        return Optional.empty();
      }
      return Optional.of(last.token());
    } finally {
      lock.unlock();
    }
  }
}
