package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.spi.Secret;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A secret id that is delivered in a wrapping token, which can be opened once. It is kept for later
 * logins until a file holds another wrapping token. Safe for use by many threads.
 */
public final class WrappedSecretId {
  private final Secret wrapping;
  private final ReentrantLock lock = new ReentrantLock();
  private char @Nullable [] opened;
  private char @Nullable [] secretId;

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
    lock.lock();
    try {
      char[] known = secretId;
      if (known != null && Arrays.equals(token, opened)) {
        return known.clone();
      }
      GivenTokens.check(token);
      char[] unwrapped = call.unwrap(token, "secret_id");
      wipe();
      opened = token.clone();
      secretId = unwrapped;
      return unwrapped.clone();
    } finally {
      lock.unlock();
      Arrays.fill(token, '\0');
    }
  }

  /** Wipes what was unwrapped. */
  public void forget() {
    lock.lock();
    try {
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
