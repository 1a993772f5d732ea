package dev.provisioning.kms.vault.wire;

import static dev.provisioning.kms.ErrorCode.ACCESS_DENIED;
import static dev.provisioning.kms.ErrorCode.CONFIGURATION;
import static dev.provisioning.kms.ErrorCode.INTERNAL;
import static dev.provisioning.kms.ErrorCode.KEY_NOT_FOUND;
import static dev.provisioning.kms.ErrorCode.THROTTLED;
import static dev.provisioning.kms.ErrorCode.TOO_LARGE;
import static dev.provisioning.kms.ErrorCode.UNAUTHENTICATED;
import static dev.provisioning.kms.ErrorCode.UNAVAILABLE;
import static dev.provisioning.kms.ErrorCode.UNSUPPORTED;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpReply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer that is no success means, by its status and then by its text. */
public final class VaultErrors {
  /** Sealed nodes, also of one namespace, and standbys without a leader. */
  private static final List<String> IDLE =
      List.of("is sealed", "not active", "no active Vault instance");

  private VaultErrors() {}

  /**
   * Tells whether an answer shows that its node did nothing and another one may serve.
   *
   * @param reply the answer
   * @return true for sealed, standby, uninitialised and overloaded nodes
   */
  public static boolean anotherNodeMayServe(HttpReply reply) {
    return switch (reply.status()) {
      case 472, 473, 501, 502, 503, 504 -> true;
      // An election: the active node is gone, and this one has not heard of the next.
      case 500 -> saysThatItDoesNothing(reply);
      default -> false;
    };
  }

  /**
   * The same for a change: a node behind a proxy that has given up may still have made it.
   *
   * @param reply the answer
   * @return true only where the node itself says that it does not serve; a bare 503 is what a proxy
   *     says when the connection ended behind it
   */
  public static boolean nodeDidNothing(HttpReply reply) {
    return switch (reply.status()) {
      case 472, 473, 501 -> true;
      case 500, 503 -> saysThatItDoesNothing(reply);
      default -> false;
    };
  }

  private static boolean saysThatItDoesNothing(HttpReply reply) {
    return VaultJson.errors(reply.body()).stream()
        .anyMatch(text -> IDLE.stream().anyMatch(text::contains));
  }

  /**
   * Tells whether the server minded associated data that are not base64.
   *
   * @param failure what a request failed with
   * @return true if nothing but these was wrong
   */
  public static boolean isUnreadableAssociatedData(KmsException failure) {
    // A path has no spaces: no key's name can look like this.
    return failure.code() == INTERNAL
        && String.valueOf(failure.getMessage()).contains("unable to get associated_data");
  }

  /** Of somebody who does not answer as Vault does, such as a proxy: only the status counts. */
  static KmsException ofNobody(HttpReply reply, VaultRequest request) {
    return of(reply, request, null, "", Sent.of(new byte[0]));
  }

  static KmsException of(
      HttpReply reply,
      VaultRequest request,
      @Nullable List<String> errors,
      String requestId,
      Sent sent) {
    Said text = Said.of(errors == null ? List.of() : errors, sent);
    KmsException.Builder failure = byStatus(reply, request, errors != null, text);
    reply.retryAfter().ifPresent(failure::retryAfter);
    if (!requestId.isEmpty()) {
      failure.requestId(requestId);
    }
    return failure.build();
  }

  private static KmsException.Builder byStatus(
      HttpReply reply, VaultRequest request, boolean ofVault, Said text) {
    String said = text.said();
    String server = reply.server();
    return switch (reply.status()) {
      case 400 -> RefusalTexts.of(text);
      // Of a proxy: Vault itself says 403.
      case 401 ->
          KmsException.builder(UNAUTHENTICATED, server + " wants another authentication" + said);
      case 403 ->
          text.contains("invalid token")
                  || text.contains("bad token")
                  || text.contains("missing client token")
              ? KmsException.builder(UNAUTHENTICATED, server + " does not know the token" + said)
              : KmsException.builder(
                  ACCESS_DENIED,
                  server + " denies " + request + ": the token's policies do not allow it");
      case 404 -> notFound(server, request, ofVault, text);
      case 405 -> KmsException.builder(UNSUPPORTED, server + " does not support " + request + said);
      case 412 ->
          // Enterprise: this node has not yet seen the state that the token stands for.
          KmsException.builder(UNAVAILABLE, server + " lags behind its cluster" + said);
      case 413 -> KmsException.builder(TOO_LARGE, server + " refuses so large a request" + said);
      case 429 -> KmsException.builder(THROTTLED, server + " asks to slow down" + said);
      case 500 -> internal(server, request, text);
      case 501 ->
          KmsException.builder(UNAVAILABLE, server + " is not initialised").retryable(false);
      case 502, 504 ->
          KmsException.builder(UNAVAILABLE, "no server behind " + server + " answers" + said);
      case 503 -> unavailable(server, text);
      case 472, 473 -> KmsException.builder(UNAVAILABLE, server + " is a standby" + said);
      default ->
          KmsException.builder(
              reply.status() > 504 ? UNAVAILABLE : INTERNAL,
              server + " answered " + request + " with " + reply.status() + said);
    };
  }

  private static KmsException.Builder notFound(
      String server, VaultRequest request, boolean ofVault, Said text) {
    if (!ofVault) {
      return KmsException.builder(
          CONFIGURATION,
          server + " has no " + request + " and does not answer as Vault does, see server_url");
    }
    // Vault's answer for what is not there: a list of errors with nothing in it.
    if (text.isEmpty()) {
      return KmsException.builder(KEY_NOT_FOUND, server + " has nothing at " + request.path());
    }
    if (text.contains("no handler for route") || text.contains("unsupported path")) {
      return KmsException.builder(
          CONFIGURATION, server + " has no secrets engine there, see mount_point" + text.said());
    }
    if (text.contains("namespace not found")) {
      return KmsException.builder(CONFIGURATION, server + " has no such namespace" + text.said());
    }
    return KmsException.builder(CONFIGURATION, server + " has no " + request + text.said());
  }

  private static KmsException.Builder internal(String server, VaultRequest request, Said text) {
    if (RefusalTexts.isLimit(text)) {
      return RefusalTexts.of(text);
    }
    if (text.contains("failed to RSA decrypt")) {
      return RefusalTexts.notOpened();
    }
    if (text.contains("failed to parse batch input") || text.contains("from factory[")) {
      return KmsException.builder(INTERNAL, server + " cannot read " + request + text.said());
    }
    // Elections, storage that does not answer: the next attempt may meet another leader.
    return KmsException.builder(UNAVAILABLE, server + " failed at " + request + text.said());
  }

  private static KmsException.Builder unavailable(String server, Said text) {
    boolean sealed = text.contains("sealed");
    return KmsException.builder(
            UNAVAILABLE, sealed ? server + " is sealed" : server + " is not ready" + text.said())
        // Somebody has to unseal it; waiting for that within a call helps nobody.
        .retryable(!sealed);
  }
}
