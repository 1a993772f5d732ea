package dev.provisioning.kms;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The way of a ciphertext to a connection that opens it. */
final class Opening {
  private final Connections connections;
  private final Connection own;
  private final Routing routing;

  Opening(Connections connections, Connection own, Routing routing) {
    this.connections = connections;
    this.own = own;
    this.routing = routing;
  }

  /**
   * Decrypts with the first connection that can.
   *
   * @param context what the caller gave
   * @param bound the same with our own entries
   * @param check refuses a plaintext that is not what the operation promises
   */
  byte[] open(
      KmsOperation operation,
      Ciphertext c,
      EncryptionContext context,
      EncryptionContext bound,
      Consumer<byte[]> check) {
    return open(operation, c, context, bound, check, TimeLimit.NONE);
  }

  /** The same within a limit of the caller's. */
  byte[] open(
      KmsOperation operation,
      Ciphertext c,
      EncryptionContext context,
      EncryptionContext bound,
      Consumer<byte[]> check,
      TimeLimit limit) {
    return first(
        operation,
        c,
        context,
        limit,
        (from, its) ->
            connections
                .calls()
                .run(
                    Call.opening(operation, from, c, context),
                    its,
                    () ->
                        explained(
                            operation,
                            c,
                            context,
                            () -> checked(decrypted(from, c, bound, its), check))));
  }

  static byte[] decrypted(Connection from, Ciphertext c, EncryptionContext bound, TimeLimit limit) {
    return limit.isNone()
        ? from.backend().decrypt(c, bound)
        : from.backend().decrypt(c, bound, limit.left());
  }

  private static byte[] checked(byte[] plaintext, Consumer<byte[]> check) {
    try {
      check.accept(plaintext);
      return plaintext;
    } catch (KmsException e) {
      DataKey.wipe(plaintext);
      throw e;
    }
  }

  /** Runs an attempt on each connection that admits the ciphertext, until one succeeds. */
  <T> T first(
      KmsOperation operation,
      Ciphertext c,
      EncryptionContext context,
      TimeLimit limit,
      Routing.Attempt<T> attempt) {
    List<Connection> admitting = admitting(operation, c, context);
    if (admitting.isEmpty()) {
      throw refused(operation, c, context, routing.denied(c));
    }
    return Routing.firstOf(
        admitting,
        connections.calls().clock(),
        limit,
        attempt,
        late ->
            connections
                .calls()
                .refused(Call.opening(operation, late, c, context), Routing.tooLate()));
  }

  private List<Connection> admitting(
      KmsOperation operation, Ciphertext c, EncryptionContext context) {
    try {
      return routing.admitting(c);
    } catch (Routing.Undecided e) {
      throw refused(operation, c, context, e.reason());
    }
  }

  private KmsException refused(
      KmsOperation operation, Ciphertext c, EncryptionContext context, Throwable why) {
    return connections.calls().refused(Call.opening(operation, own, c, context), why);
  }

  /** Whether a connection admits it; true if one cannot tell, since trying shows why. */
  boolean mayOpen(Ciphertext c) {
    try {
      return !routing.admitting(c).isEmpty();
    } catch (Routing.Undecided e) {
      return true;
    }
  }

  /** How many of the connections that admit it are servers; at least one if one cannot tell. */
  int servers(Ciphertext c) {
    try {
      return (int) routing.admitting(c).stream().filter(o -> !o.can(Capability.OFFLINE)).count();
    } catch (Routing.Undecided e) {
      return 1;
    }
  }

  /** Whether this connection, and no other one, opens all of them. */
  boolean opensAll(List<Ciphertext> ciphertexts) {
    List<Connection> only = List.of(own);
    try {
      return ciphertexts.stream().allMatch(c -> routing.admitting(c).equals(only));
    } catch (Routing.Undecided e) {
      return false;
    }
  }

  static <T> T explained(
      KmsOperation operation, Ciphertext c, EncryptionContext context, Supplier<T> call) {
    try {
      return call.get();
    } catch (InvalidCiphertextException e) {
      throw ContextHint.explain(e, operation, c, context);
    }
  }
}
