package dev.provisioning.kms.testbench.cosmian;

import dev.provisioning.kms.testbench.WireReply;
import dev.provisioning.kms.testbench.WireRequest;
import java.util.Optional;

/** The paths of a server of an era. */
final class Routes {
  private static final int MAX_BODY = 64 << 20;

  private final CosmianEra era;
  private final Gatekeeper gatekeeper;
  private final KmipRoute kmip;
  private final GrantRoute grants;

  Routes(CosmianEra era, Keyring keyring, Credentials credentials) {
    this.era = era;
    gatekeeper = new Gatekeeper(credentials, era);
    kmip = new KmipRoute(era, keyring);
    grants = new GrantRoute(keyring);
  }

  WireReply answer(WireRequest request) {
    Optional<WireReply> forAll = publicly(request);
    if (forAll.isPresent()) {
      return forAll.get();
    }
    Optional<String> user = gatekeeper.user(request);
    if (user.isEmpty()) {
      return gatekeeper.refusal();
    }
    return answer(request, user.get());
  }

  private Optional<WireReply> publicly(WireRequest request) {
    if (!era.atLeast(5, 15)) {
      return Optional.empty();
    }
    return switch (request.method() + " " + request.path()) {
      case "GET /version" -> Optional.of(version());
      case "GET /health" ->
          Optional.of(
              WireReply.json(
                  200,
                  "{\"status\":\"UP\",\"latency_ms\":0,\"dependencies\":"
                      + "{\"database\":{\"name\":\"sqlite\",\"status\":\"UP\"}}}"));
      default -> Optional.empty();
    };
  }

  private WireReply answer(WireRequest request, String user) {
    byte[] body = request.body();
    if (era.atLeast(5, 21) && body.length > MAX_BODY) {
      return WireReply.empty(413)
          .header("Content-Type", "text/plain; charset=utf-8")
          .body("payload reached size limit");
    }
    return switch (request.method() + " " + request.path()) {
      case "GET /version" -> version();
      case "GET /me" ->
          era.atLeast(5, 23) ? WireReply.json(200, "{\"user\":\"" + user + "\"}") : nothing();
      case "GET /server-info" -> era.atLeast(5, 19) ? info() : nothing();
      case "POST /kmip/2_1" -> kmip.answer(body, user, true);
      case "POST /kmip" -> era.hasBatches() ? kmip.answer(body, user, false) : nothing();
      case "POST /access/grant" -> grants.answer(body, user);
      default -> nothing();
    };
  }

  private String versionText() {
    return era.version() + " (OpenSSL 3.0.0 stand-in-FIPS)";
  }

  private WireReply version() {
    return WireReply.json(200, '"' + versionText() + '"');
  }

  private WireReply info() {
    return WireReply.json(
        200,
        "{\"version\":\""
            + versionText()
            + "\",\"fips_mode\":true,\"hsm_instances\":[],\"default_username\":\"admin\"}");
  }

  private static WireReply nothing() {
    return WireReply.empty(404);
  }
}
