package dev.provisioning.kms.testbench.vault;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All tokens of a server. */
final class Tokens {
  private final Map<String, Token> tokens = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final TestClock clock;

  Tokens(TestClock clock) {
    this.clock = clock;
  }

  Token root() {
    TokenTerms terms =
        new TokenTerms(List.of("root"), 0, 0, 0, 0, false, "service", "root", Map.of(), false);
    Token token =
        new Token(
            "hvs." + letters(18), letters(18), terms, "", "auth/token/root", null, "", clock.now());
    tokens.put(token.id, token);
    return token;
  }

  Token create(TokenTerms terms, Call call, @Nullable Token parent, String alias) {
    boolean batch = terms.isBatch();
    String entity =
        alias.isEmpty()
            ? ""
            : UUID.nameUUIDFromBytes((call.mountPath() + alias).getBytes(StandardCharsets.UTF_8))
                .toString();
    Token token =
        new Token(
            (batch ? "hvb." : "hvs.") + letters(batch ? 100 : 68),
            batch ? "" : letters(18),
            terms,
            call.namespace(),
            call.mountPath() + "/" + call.path(),
            parent,
            entity,
            clock.now());
    tokens.put(token.id, token);
    return token;
  }

  /** The token if it is valid now. */
  Optional<Token> find(String id) {
    return Optional.ofNullable(tokens.get(id)).filter(token -> !token.isExpired(clock.now()));
  }

  /** Ends a token and those made with it. */
  void revoke(Token token) {
    tokens.remove(token.id);
    for (Token other : List.copyOf(tokens.values())) {
      if (other.parent == token) {
        revoke(other);
      }
    }
  }

  /** Gives a token a new lease and answers as a renewal does. */
  Answer renew(Token token, long increment) {
    TokenTerms terms = token.terms;
    if (terms.isBatch()) {
      throw Refusal.bad("batch tokens cannot be renewed");
    }
    if (!terms.renewable()) {
      throw Refusal.bad("lease is not renewable");
    }
    Instant now = clock.now();
    long wanted =
        terms.period() > 0 ? terms.period() : increment > 0 ? increment : terms.firstTtl();
    long max = terms.maxTtl() > 0 ? terms.maxTtl() : TokenTerms.SYSTEM_TTL;
    long left = Duration.between(now, token.created.plusSeconds(max)).toMillis();
    // The server rounds a part of a second up.
    long lease = terms.period() > 0 ? wanted : Math.min(wanted, (left + 999) / 1000);
    token.expires.set(now.plusSeconds(lease));
    token.renewed.set(now);
    Answer answer = Answer.auth(token.auth(lease));
    return lease == wanted
        ? answer
        : answer.warning(
            List.of(
                "TTL of \""
                    + GoTime.text(wanted)
                    + "\" exceeded the effective max_ttl of \""
                    + GoTime.text(lease)
                    + "\"; TTL value is capped accordingly"));
  }

  private String letters(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
  }
}
