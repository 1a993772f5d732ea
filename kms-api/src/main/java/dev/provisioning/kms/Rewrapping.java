package dev.provisioning.kms;

import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Moves a ciphertext to a client's key: by the backend itself where the ciphertext is its own, else
 * decrypted by the connection that opens it and encrypted anew. Only the first half looks for a
 * connection: a target that refuses is no reason to decrypt elsewhere again.
 */
final class Rewrapping {
  private final Connections connections;
  private final Connection target;
  private final Opening opening;

  Rewrapping(Connections connections, Connection target, Opening opening) {
    this.connections = connections;
    this.target = target;
    this.opening = opening;
  }

  Ciphertext run(
      Ciphertext c,
      EncryptionContext context,
      String keyId,
      Describe describe,
      BiFunction<Call, byte[], Ciphertext> seal) {
    EncryptionContext bound = c.isDataKey() ? context.forDataKey() : context;
    Half half =
        opening.first(
            KmsOperation.REWRAP,
            c,
            context,
            TimeLimit.NONE,
            (from, limit) ->
                from.equals(target)
                    ? new Half(moved(c, context, bound, keyId, describe, limit), null)
                    : new Half(null, opened(from, c, context, bound, limit)));
    if (half.done() != null) {
      return half.done();
    }
    byte[] plaintext = Objects.requireNonNull(half.plaintext());
    try {
      Call call = Call.encrypting(KmsOperation.REWRAP, target, keyId, context, plaintext.length);
      return seal.apply(call, plaintext);
    } finally {
      DataKey.wipe(plaintext);
    }
  }

  private Ciphertext moved(
      Ciphertext c,
      EncryptionContext context,
      EncryptionContext bound,
      String keyId,
      Describe describe,
      TimeLimit limit) {
    return connections
        .calls()
        .run(
            Call.opening(KmsOperation.REWRAP, target, c, context),
            limit,
            () ->
                Opening.explained(
                    KmsOperation.REWRAP,
                    c,
                    context,
                    () ->
                        describe.apply(
                            target.backend().rewrap(c, keyId, bound), context, c.isDataKey())));
  }

  private byte[] opened(
      Connection from,
      Ciphertext c,
      EncryptionContext context,
      EncryptionContext bound,
      TimeLimit limit) {
    return connections
        .calls()
        .run(
            Call.opening(KmsOperation.REWRAP, from, c, context),
            limit,
            () ->
                Opening.explained(
                    KmsOperation.REWRAP,
                    c,
                    context,
                    () -> Opening.decrypted(from, c, bound, limit)));
  }

  /** Adds to what a backend made what it does not know. */
  @FunctionalInterface
  interface Describe {
    Ciphertext apply(Ciphertext made, EncryptionContext context, boolean dataKey);
  }

  private static final class Half {
    private final @Nullable Ciphertext done;
    private final byte @Nullable [] plaintext;

    Half(@Nullable Ciphertext done, byte @Nullable [] plaintext) {
      this.done = done;
      this.plaintext = plaintext;
    }

    @Nullable Ciphertext done() {
      return done;
    }

    byte @Nullable [] plaintext() {
      return plaintext;
    }
  }
}
