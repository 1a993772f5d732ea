package dev.provisioning.kms.testbench.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A token and what its owner may do until when. */
final class Token {
  final String id;
  final String accessor;
  final TokenTerms terms;
  final String namespace;
  final String path;
  final @Nullable Token parent;
  final String entityId;
  final Instant created;

  /** Null: never. */
  final AtomicReference<@Nullable Instant> expires = new AtomicReference<>();

  final AtomicReference<@Nullable Instant> renewed = new AtomicReference<>();

  /** 0: as often as one likes; -1: this was the last time. */
  final AtomicInteger usesLeft;

  Token(
      String id,
      String accessor,
      TokenTerms terms,
      String namespace,
      String path,
      @Nullable Token parent,
      String entityId,
      Instant created) {
    this.id = id;
    this.accessor = accessor;
    this.terms = terms;
    this.namespace = namespace;
    this.path = path;
    this.parent = parent;
    this.entityId = entityId;
    this.created = created;
    this.usesLeft = new AtomicInteger(terms.uses());
    if (terms.firstTtl() > 0) {
      expires.set(created.plusSeconds(terms.firstTtl()));
    }
  }

  boolean isExpired(Instant now) {
    Instant end = expires.get();
    return end != null && !now.isBefore(end);
  }

  /** Whether the token may be used once more. */
  boolean use() {
    // The last use leaves -1, so that the request it is for still finds the token.
    int before = usesLeft.getAndUpdate(left -> left <= 0 ? left : left == 1 ? -1 : left - 1);
    return before >= 0;
  }

  long ttl(Instant now) {
    Instant end = expires.get();
    return end == null ? 0 : Math.max(0, Duration.between(now, end).toSeconds());
  }

  /**
   * The {@code auth} of a login, a creation and a renewal.
   *
   * @param lease in seconds
   */
  Map<String, @Nullable Object> auth(long lease) {
    Map<String, @Nullable Object> auth = new LinkedHashMap<>();
    auth.put("client_token", id);
    auth.put("accessor", accessor);
    auth.put("policies", terms.policies());
    auth.put("token_policies", terms.policies());
    auth.put("metadata", terms.metadata().isEmpty() ? null : terms.metadata());
    auth.put("lease_duration", lease);
    auth.put("renewable", terms.renewable());
    auth.put("entity_id", entityId);
    auth.put("token_type", terms.type());
    auth.put("orphan", parent == null);
    auth.put("mfa_requirement", null);
    auth.put("num_uses", terms.uses());
    return auth;
  }

  List<String> policies() {
    return terms.policies();
  }
}
