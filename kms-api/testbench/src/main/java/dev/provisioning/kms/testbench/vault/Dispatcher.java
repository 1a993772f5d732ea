package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.WireReply;
import dev.provisioning.kms.testbench.WireRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes a request through the server's checks, in the server's order, to the mount it is for. */
final class Dispatcher {
  private static final String API = "/v1/";
  private final VaultState state;
  private final RequestBody bodies;

  Dispatcher(VaultState state) {
    this.state = state;
    this.bodies = new RequestBody(state.profile);
  }

  WireReply answer(WireRequest request) {
    try {
      return answered(request);
    } catch (Refusal e) {
      return Answer.errors(e);
    }
  }

  private WireReply answered(WireRequest request) {
    if (!request.path().startsWith(API)) {
      throw Refusal.nothing();
    }
    String path = request.path().substring(API.length());
    Optional<Answer> open = withoutToken(request, path);
    if (open.isPresent()) {
      return open.get().reply(null);
    }
    Params params = new Params(bodies.read(request), request.query());
    if (params.strings() > state.profile.maxStrings()) {
      throw Refusal.bad("http: exceeded maximum number of strings in JSON body");
    }
    if (state.seal.isSealed()) {
      throw Refusal.of(503, "Vault is sealed");
    }
    return mounted(request, new NamespacedPath(state, request, path), params);
  }

  /** Health and the seal, which answer without token and when sealed. */
  private Optional<Answer> withoutToken(WireRequest request, String path) {
    boolean inNamespace =
        state.profile == VaultProfile.OPENBAO
            && !request.header("X-Vault-Namespace").orElse("").isEmpty();
    switch (path) {
      case "sys/seal-status" -> {
        return Optional.of(state.seal.status());
      }
      case "sys/health", "sys/init", "sys/unseal", "sys/leader" -> {
        if (inNamespace) {
          throw Refusal.bad("operation unavailable in namespaces");
        }
        return Optional.of(system(request, path));
      }
      default -> {
        // A sealed server has no tokens to check, and says so even to a second seal.
        return path.equals("sys/seal") && state.seal.isSealed()
            ? Optional.of(Answer.nothing())
            : Optional.empty();
      }
    }
  }

  private Answer system(WireRequest request, String path) {
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    return switch (path) {
      case "sys/unseal" -> state.seal.unseal(new Params(bodies.read(request), request.query()));
      case "sys/init" -> Answer.bare(200, Map.of("initialized", true));
      case "sys/leader" -> Answer.bare(200, Map.of("ha_enabled", false));
      default -> {
        if (!reads) {
          throw Refusal.of(405, "");
        }
        yield state.health.answer(request.query());
      }
    };
  }

  private WireReply mounted(WireRequest request, NamespacedPath path, Params params) {
    Call.Operation operation = operation(request);
    Optional<Mounts.Found> found = state.mounts.find(path.namespace(), path.inner());
    boolean open = found.isPresent() && found.get().mount().isOpen(found.get().rest());
    Token token = open ? null : token(request);
    if (token != null) {
      authorize(token, operation, path, found);
    }
    Mounts.Found target =
        found.orElseThrow(
            () ->
                Refusal.of(
                    404, "no handler for route \"" + path.inner() + "\". route entry not found."));
    String rest = target.rest();
    if (operation == Call.Operation.WRITE && rest.endsWith("/")) {
      throw Refusal.bad("cannot write to a path ending in '/'");
    }
    Call call =
        new Call(operation, target.mountPath(), rest, params, path.namespace(), token, request);
    Answer answer = target.mount().handle(call);
    List<String> warnings = state.profile.warns() ? params.warnings() : List.of();
    String type = state.profile == VaultProfile.OPENBAO ? null : target.mount().type();
    return answer.warning(warnings).reply(open ? "" : type);
  }

  private static Call.Operation operation(WireRequest request) {
    return switch (request.method()) {
      case "GET", "HEAD" ->
          "true".equals(request.query().get("list")) ? Call.Operation.LIST : Call.Operation.READ;
      case "LIST" -> Call.Operation.LIST;
      case "POST", "PUT" -> Call.Operation.WRITE;
      case "DELETE" -> Call.Operation.DELETE;
      default -> throw Refusal.of(405, "");
    };
  }

  /** The token of the request; one that counts its uses has one less afterwards. */
  private Token token(WireRequest request) {
    Token token = state.tokens.find(given(request)).orElseThrow(Refusal::invalidToken);
    if (!token.use()) {
      state.tokens.revoke(token);
      throw Refusal.invalidToken();
    }
    return token;
  }

  private static String given(WireRequest request) {
    @Nullable String bearer = request.header("Authorization").orElse(null);
    String token =
        request
            .header("X-Vault-Token")
            .orElse(bearer != null && bearer.startsWith("Bearer ") ? bearer.substring(7) : "");
    if (token.isEmpty()) {
      throw Refusal.of(403, "permission denied");
    }
    return token;
  }

  private void authorize(
      Token token, Call.Operation operation, NamespacedPath path, Optional<Mounts.Found> found) {
    Set<String> allowed = state.policies.capabilities(token, path.full());
    boolean creates = found.isPresent() && found.get().mount().creates(found.get().rest());
    String needed =
        switch (operation) {
          case READ -> "read";
          case LIST -> "list";
          case DELETE -> "delete";
          case WRITE -> creates ? "create" : "update";
        };
    if (!allowed.contains("root") && !allowed.contains(needed)) {
      throw Refusal.denied();
    }
  }
}
