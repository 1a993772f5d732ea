package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpCall;
import dev.provisioning.kms.spi.http.HttpTransport;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a token back. Not through the driver: closing must not wait for a server longer than a
 * moment, and the driver has no deadline of its own.
 */
final class Revocation {
  private static final Logger LOG = LoggerFactory.getLogger(Revocation.class);
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final HttpTransport transport;
  private final Optional<String> namespace;

  Revocation(HttpTransport transport, Optional<String> namespace) {
    this.transport = transport;
    this.namespace = namespace;
  }

  void revoke(HeldToken token) {
    char[] copy = token.copy();
    token.wipe();
    if (copy == null) {
      return;
    }
    try {
      HttpCall.Builder call =
          HttpCall.of("POST", "/v1/auth/token/revoke-self")
              .secretHeader("X-Vault-Token", copy)
              .header("X-Vault-Request", "true")
              .body(new byte[0], "application/json")
              .deadline(MOMENT);
      namespace.ifPresent(name -> call.header("X-Vault-Namespace", name));
      transport.send(call.build()).close();
    } catch (KmsException | IllegalStateException e) {
      LOG.debug("the token could not be revoked; it ends with its lease");
    } finally {
      Arrays.fill(copy, '\0');
    }
  }
}
