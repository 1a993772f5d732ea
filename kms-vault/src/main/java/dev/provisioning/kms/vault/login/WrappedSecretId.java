package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.spi.Secret;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A secret id that is delivered in a wrapping token, which can be opened once. It is kept for later
 * logins until a file holds another wrapping token. Of one session, which logs in by one thread at
 * a time; only forgetting does not wait for it.
 */
public final class WrappedSecretId {
  private final Secret wrapping;
  private final ReentrantLock lock = new ReentrantLock();
  private char @Nullable [] opened;
  private char @Nullable [] secretId;
  private boolean forgotten;

  /**
   * Takes a wrapping token.
   *
   * @param wrapping the token
   */
  public WrappedSecretId(Secret wrapping) {
    this.wrapping = wrapping;
  }

  /**
   * Returns the secret id.
   *
   * @param call asks the server
   * @return a copy, which the caller wipes
   */
  public char[] reveal(LoginCall call) {
    char[] token = wrapping.reveal();
    try {
      char[] known = known(token);
      if (known != null) {
        return known;
      }
      GivenTokens.check(token);
      // Without the lock: close() must not wait for the server.
      char[] unwrapped = call.unwrap(token, "secret_id");
      keep(token, unwrapped);
      return unwrapped;
    } finally {
      Arrays.fill(token, '\0');
    }
  }

  private char @Nullable [] known(char[] token) {
    lock.lock();
    try {
      return secretId != null && Arrays.equals(token, opened) ? secretId.clone() : null;
    } finally {
      lock.unlock();
    }
  }

  private void keep(char[] token, char[] unwrapped) {
    lock.lock();
    try {
      wipe();
      if (!forgotten) {
        opened = token.clone();
        secretId = unwrapped.clone();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Wipes what was unwrapped, and what is being unwrapped as soon as it is there. */
  public void forget() {
    lock.lock();
    try {
      forgotten = true;
      wipe();
    } finally {
      lock.unlock();
    }
  }

  private void wipe() {
    if (opened != null) {
      Arrays.fill(opened, '\0');
    }
    if (secretId != null) {
      Arrays.fill(secretId, '\0');
    }
    opened = null;
    secretId = null;
  }
}
