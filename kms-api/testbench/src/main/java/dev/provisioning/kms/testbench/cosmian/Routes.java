package dev.provisioning.kms.testbench.cosmian;

import static java.nio.charset.StandardCharsets.UTF_8;

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
                  "{\"status\":\"UP\",\"latency_ms\":0,\"dependencies\":"
                      + "{\"database\":{\"name\":\"sqlite\",\"status\":\"UP\"}}}"));
      default -> Optional.empty();
    };
  }

  private WireReply answer(WireRequest request, String user) {
    if (era.atLeast(5, 21) && request.body().length > MAX_BODY) {
      return new WireReply(
          413, "text/plain; charset=utf-8", "payload reached size limit".getBytes(UTF_8));
    }
    return switch (request.method() + " " + request.path()) {
      case "GET /version" -> version();
      case "GET /me" ->
          era.atLeast(5, 23) ? WireReply.json("{\"user\":\"" + user + "\"}") : nothing();
      case "GET /server-info" -> era.atLeast(5, 19) ? info() : nothing();
      case "POST /kmip/2_1" -> kmip.answer(request.body(), user, true);
      case "POST /kmip" -> era.hasBatches() ? kmip.answer(request.body(), user, false) : nothing();
      case "POST /access/grant" -> grants.answer(request.body(), user);
      default -> nothing();
    };
  }

  private String versionText() {
    return era.version() + " (OpenSSL 3.0.0 stand-in-FIPS)";
  }

  private WireReply version() {
    return WireReply.json('"' + versionText() + '"');
  }

  private WireReply info() {
    return WireReply.json(
        "{\"version\":\""
            + versionText()
            + "\",\"fips_mode\":true,\"hsm_instances\":[],\"default_username\":\"admin\"}");
  }

  private static WireReply nothing() {
    return WireReply.bare(404, "");
  }
}
