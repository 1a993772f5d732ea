package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.vault.wire.VaultJson;
import java.util.List;

/**
 * Why a login was refused, as far as it is one of the reasons that are known. What a server, or
 * what stands before it, says besides is not repeated: it could be what was sent.
 */
final class RefusalReason {
  /**
   * Of Vault 1.21 (credential plug-ins approle, cert, jwt, kubernetes, userpass; OpenBao alike).
   */
  private static final List<String> KNOWN =
      List.of(
          "invalid role or secret ID",
          "invalid role ID",
          "invalid secret id",
          "invalid username or password",
          "tls connection required",
          "client certificate must be supplied",
          "invalid certificate or no client certificate supplied",
          "token is expired",
          "invalid audience (aud) claim",
          "invalid issuer (iss) claim",
          "error verifying token signature",
          "error validating claims",
          "could not be found",
          "could not load configuration",
          "service account name not authorized",
          "namespace not authorized",
          "invalid role name",
          "missing role",
          "user lockout",
          "wrapping token is not valid or does not exist",
          "batch tokens cannot be renewed",
          "lease is not renewable",
          "invalid token",
          "Vault is sealed",
          "namespace is sealed",
          "permission denied");

  private RefusalReason() {}

  /** Empty if it is none of those. */
  static String of(byte[] body) {
    String text = String.join("; ", VaultJson.errors(body));
    return KNOWN.stream().filter(text::contains).findFirst().map(RefusalReason::whole).orElse("");
  }

  private static String whole(String reason) {
    return reason.equals("could not be found") ? "the role could not be found" : reason;
  }
}
