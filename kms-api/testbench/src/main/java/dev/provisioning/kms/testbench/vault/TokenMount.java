package dev.provisioning.kms.testbench.vault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code auth/token}: creating, looking up, renewing and revoking tokens. */
final class TokenMount implements Mount {
  private final Tokens tokens;
  private final Policies policies;
  private final TestClock clock;

  TokenMount(Tokens tokens, Policies policies, TestClock clock) {
    this.tokens = tokens;
    this.policies = policies;
    this.clock = clock;
  }

  @Override
  public String type() {
    return "token";
  }

  @Override
  public Answer handle(Call call) {
    Token own = call.mustToken();
    if (!call.path().equals("lookup-self") || !call.is(Call.Operation.READ)) {
      call.must(Call.Operation.WRITE);
    }
    Params params = call.params().only("token", "increment");
    return switch (call.path()) {
      case "lookup-self" -> lookup(own);
      case "renew-self" -> tokens.renew(own, params.seconds("increment", 0));
      case "revoke-self" -> revoke(own);
      case "create", "create-orphan" -> create(call, own);
      case "lookup" -> lookup(named(params));
      case "renew" -> tokens.renew(named(params), params.seconds("increment", 0));
      case "revoke", "revoke-orphan" -> {
        tokens.find(params.text("token")).ifPresent(this::revoke);
        yield Answer.nothing();
      }
      default -> throw Refusal.unsupportedPath();
    };
  }

  private Token named(Params params) {
    return tokens.find(params.text("token")).orElseThrow(() -> Refusal.of(403, "bad token"));
  }

  private Answer revoke(Token token) {
    if (token.terms.isBatch()) {
      throw Refusal.bad("batch tokens cannot be revoked");
    }
    tokens.revoke(token);
    return Answer.nothing();
  }

  private Answer create(Call call, Token parent) {
    Params params =
        call.params()
            .only(
                "policies",
                "ttl",
                "explicit_max_ttl",
                "period",
                "num_uses",
                "renewable",
                "type",
                "display_name",
                "meta",
                "no_default_policy",
                "no_parent",
                "id");
    List<String> asked = params.texts("policies");
    boolean batch = params.text("type").equals("batch");
    long ttl = params.has("ttl") ? GoTime.seconds(params.text("ttl")) : 0;
    long max = params.seconds("explicit_max_ttl", 0);
    TokenTerms terms =
        new TokenTerms(
            TokenTerms.withDefault(
                asked.isEmpty() ? parent.policies() : asked, params.flag("no_default_policy")),
            ttl,
            max,
            params.seconds("period", 0),
            params.integer("num_uses", 0),
            !batch
                && (!params.has("renewable") || params.flag("renewable"))
                && !(asked.contains("root") && ttl == 0),
            batch ? "batch" : "service",
            "token",
            Map.of(),
            max > 0);
    boolean orphan = params.flag("no_parent") || call.path().equals("create-orphan");
    Token token = tokens.create(terms, call, orphan ? null : parent, "");
    List<String> warnings = new ArrayList<>();
    for (String policy : asked) {
      if (!policies.exists(call.namespace(), policy)) {
        warnings.add("Policy \"" + policy + "\" does not exist");
      }
    }
    return Answer.auth(token.auth(terms.firstTtl())).warning(warnings);
  }

  private Answer lookup(Token token) {
    Instant now = clock.now();
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("accessor", token.accessor);
    data.put("creation_time", token.created.getEpochSecond());
    data.put("creation_ttl", token.terms.firstTtl());
    data.put("display_name", token.terms.displayName());
    data.put("entity_id", token.entityId);
    data.put("expire_time", text(token.expires.get()));
    data.put("explicit_max_ttl", token.terms.explicitMax() ? token.terms.maxTtl() : 0);
    data.put("id", token.id);
    data.put("issue_time", token.created.toString());
    if (token.renewed.get() != null) {
      data.put("last_renewal", text(token.renewed.get()));
      data.put("last_renewal_time", now.getEpochSecond());
    }
    data.put("meta", token.terms.metadata().isEmpty() ? null : token.terms.metadata());
    data.put("num_uses", token.usesLeft.get());
    data.put("orphan", token.parent == null);
    data.put("path", token.path);
    if (token.terms.period() > 0) {
      data.put("period", token.terms.period());
    }
    data.put("policies", token.policies());
    data.put("renewable", token.terms.renewable());
    data.put("ttl", token.ttl(now));
    data.put("type", token.terms.type());
    return Answer.data(data);
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
