package dev.provisioning.kms;

import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client bound to a connection and a key. What every backend has in common happens here: limits,
 * the header, the allowed keys, the way to the connection that opens a ciphertext.
 */
final class BoundClient implements KmsClient {
  private final Connections connections;
  private final Connection connection;
  private final @Nullable String key;
  private final Routing routing;

  private BoundClient(
      Connections connections, Connection connection, @Nullable String key, Routing routing) {
    this.connections = connections;
    this.connection = connection;
    this.key = key;
    this.routing = routing;
  }

  /** The client of a whole configuration. */
  static BoundClient root(Connections connections) {
    return new BoundClient(
        connections, connections.primary(), null, Routing.over(connections.routes()));
  }

  /** The client of one section, which never routes. */
  static BoundClient single(Connections connections, String section) {
    Connection connection = connections.section(section);
    return new BoundClient(connections, connection, null, Routing.over(List.of(connection)));
  }

  /** The key that encrypts; a default key can change, as when an age key file is rotated. */
  private String keyId() {
    return key == null ? connection.backend().defaultKey() : key;
  }

  @Override
  public Ciphertext encrypt(byte[] plaintext, EncryptionContext context) {
    Objects.requireNonNull(plaintext, "plaintext");
    Objects.requireNonNull(context, "context");
    connections.refuseClosed();
    refuseTooLarge(plaintext.length, context);
    return encryptWith(KmsOperation.ENCRYPT, plaintext, context, false);
  }

  private void refuseTooLarge(int length, EncryptionContext context) {
    if (length > connection.maxPlaintext()) {
      Call call = new Call(KmsOperation.ENCRYPT, connection, keyId(), context, length);
      throw connections
          .calls()
          .refused(
              call,
              KmsException.of(
                  ErrorCode.TOO_LARGE,
                  length
                      + " bytes are more than the "
                      + connection.maxPlaintext()
                      + " that encrypt takes; use Envelope.of(client).seal(…)"));
    }
  }

  private Ciphertext encryptWith(
      KmsOperation operation, byte[] plaintext, EncryptionContext context, boolean dataKey) {
    String keyId = keyId();
    EncryptionContext bound = dataKey ? context.forDataKey() : context;
    Call call = new Call(operation, connection, keyId, context, plaintext.length);
    return connections
        .calls()
        .run(
            call,
            () ->
                described(connection.backend().encrypt(keyId, plaintext, bound), context, dataKey));
  }

  private Ciphertext described(Ciphertext made, EncryptionContext context, boolean dataKey) {
    if (!made.backend().equals(connection.scheme())) {
      throw KmsException.of(
          ErrorCode.INTERNAL, "the backend made a ciphertext of the scheme " + made.backend());
    }
    return made.describing(dataKey, connection.contextHint() ? context.keys() : null);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    Objects.requireNonNull(ciphertext, "ciphertext");
    Objects.requireNonNull(context, "context");
    connections.refuseClosed();
    return decryptAs(KmsOperation.DECRYPT, ciphertext, context, context);
  }

  private byte[] decryptAs(
      KmsOperation operation, Ciphertext c, EncryptionContext context, EncryptionContext bound) {
    return route(
        operation,
        c,
        context,
        to ->
            explained(
                c,
                context,
                () ->
                    connections
                        .calls()
                        .run(
                            new Call(operation, to, c.keyId(), context, c.blobLength()),
                            () -> to.backend().decrypt(c, bound))));
  }

  private <T> T route(
      KmsOperation operation,
      Ciphertext c,
      EncryptionContext context,
      Function<Connection, T> attempt) {
    List<Connection> admitting = routing.admitting(c);
    if (admitting.isEmpty()) {
      Call call = new Call(operation, connection, c.keyId(), context, c.blobLength());
      throw connections.calls().refused(call, routing.denied(c));
    }
    return Routing.firstOf(admitting, attempt);
  }

  private static <T> T explained(Ciphertext c, EncryptionContext context, Supplier<T> call) {
    try {
      return call.get();
    } catch (InvalidCiphertextException e) {
      throw ContextHint.explain(e, c, context);
    }
  }

  @Override
  public String encryptText(String plaintext, EncryptionContext context) {
    byte[] bytes = StrictUtf8.encode(Objects.requireNonNull(plaintext, "plaintext"));
    try {
      return encrypt(bytes, context).toString();
    } finally {
      DataKey.wipe(bytes);
    }
  }

  @Override
  public String decryptText(String ciphertext, EncryptionContext context) {
    Objects.requireNonNull(ciphertext, "ciphertext");
    Ciphertext parsed = Ciphertext.parse(ciphertext);
    byte[] bytes = decrypt(parsed, context);
    try {
      return StrictUtf8.decode(bytes);
    } catch (CharacterCodingException e) {
      throw KmsException.of(
              ErrorCode.INVALID_CIPHERTEXT, "the plaintext is not UTF-8; use decrypt for bytes")
          .in(KmsOperation.DECRYPT, parsed.backend(), parsed.keyId());
    } finally {
      DataKey.wipe(bytes);
    }
  }

  @Override
  public DataKey generateDataKey(DataKeySpec spec, EncryptionContext context) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(context, "context");
    connections.refuseClosed();
    byte[] bytes = new byte[spec.bytes()];
    connections.random().nextBytes(bytes);
    try {
      return DataKey.of(encryptWith(KmsOperation.GENERATE_DATA_KEY, bytes, context, true), bytes);
    } finally {
      DataKey.wipe(bytes);
    }
  }

  @Override
  public DataKey decryptDataKey(Ciphertext wrapped, EncryptionContext context) {
    Objects.requireNonNull(wrapped, "wrapped");
    Objects.requireNonNull(context, "context");
    connections.refuseClosed();
    byte[] bytes = decryptAs(KmsOperation.DECRYPT_DATA_KEY, wrapped, context, context.forDataKey());
    try {
      if (bytes.length != DataKeySpec.AES_128.bytes()
          && bytes.length != DataKeySpec.AES_256.bytes()) {
        throw KmsException.of(
                ErrorCode.INVALID_CIPHERTEXT, "a data key has 16 or 32 bytes, not " + bytes.length)
            .in(KmsOperation.DECRYPT_DATA_KEY, wrapped.backend(), wrapped.keyId());
      }
      return DataKey.of(wrapped, bytes);
    } finally {
      DataKey.wipe(bytes);
    }
  }

  @Override
  public boolean needsRewrap(Ciphertext ciphertext) {
    Objects.requireNonNull(ciphertext, "ciphertext");
    connections.refuseClosed();
    if (!ciphertext.backend().equals(connection.scheme())) {
      return true;
    }
    boolean ownKey = ciphertext.keyId().equals(keyId());
    if (connection.can(Capability.OFFLINE) && !connection.can(Capability.KEY_VERSIONS)) {
      return !ownKey;
    }
    KeyInfo current = connection.versions().get(keyId(), id -> describe());
    return !(ownKey || ciphertext.keyId().equals(current.keyId()))
        || KeyVersions.isOlder(ciphertext.keyVersion(), current.version());
  }

  @Override
  public Ciphertext rewrap(Ciphertext ciphertext, EncryptionContext context) {
    Objects.requireNonNull(ciphertext, "ciphertext");
    Objects.requireNonNull(context, "context");
    connections.refuseClosed();
    EncryptionContext bound = ciphertext.isDataKey() ? context.forDataKey() : context;
    return route(
        KmsOperation.REWRAP,
        ciphertext,
        context,
        from -> explained(ciphertext, context, () -> rewrapFrom(from, ciphertext, context, bound)));
  }

  private Ciphertext rewrapFrom(
      Connection from, Ciphertext c, EncryptionContext context, EncryptionContext bound) {
    if (from.equals(connection)) {
      String keyId = keyId();
      Call call = new Call(KmsOperation.REWRAP, connection, keyId, context, c.blobLength());
      return connections
          .calls()
          .run(
              call,
              () ->
                  described(connection.backend().rewrap(c, keyId, bound), context, c.isDataKey()));
    }
    Call call = new Call(KmsOperation.REWRAP, from, c.keyId(), context, c.blobLength());
    byte[] plaintext = connections.calls().run(call, () -> from.backend().decrypt(c, bound));
    try {
      return encryptWith(KmsOperation.REWRAP, plaintext, context, c.isDataKey());
    } finally {
      DataKey.wipe(plaintext);
    }
  }

  @Override
  public List<KmsResult<Ciphertext>> encryptAll(
      List<byte[]> plaintexts, List<EncryptionContext> contexts) {
    Batch.requireSameSize(plaintexts, contexts);
    connections.refuseClosed();
    if (!connection.can(Capability.NATIVE_BATCH)) {
      return Batch.each(plaintexts, contexts, this::encrypt);
    }
    String keyId = keyId();
    Batch<byte[], Ciphertext> batch =
        new Batch<>(
            plaintexts,
            contexts,
            (items, its) -> connection.backend().encryptAll(keyId, items, its),
            (made, item, context) -> described(made, context, false));
    batch.explaining((e, i, c) -> e.in(KmsOperation.ENCRYPT, connection.scheme(), keyId));
    batch.check((item, context) -> refuseTooLarge(item.length, context));
    return batch.run(connections.calls(), KmsOperation.ENCRYPT, connection, keyId, i -> i.length);
  }

  @Override
  public List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
    Batch.requireSameSize(ciphertexts, contexts);
    connections.refuseClosed();
    List<Connection> direct = List.of(connection);
    boolean oneCall =
        connection.can(Capability.NATIVE_BATCH)
            && ciphertexts.stream().allMatch(c -> routing.admitting(c).equals(direct));
    if (!oneCall || ciphertexts.isEmpty()) {
      return Batch.each(ciphertexts, contexts, this::decrypt);
    }
    return new Batch<Ciphertext, byte[]>(
            ciphertexts,
            contexts,
            (items, its) -> connection.backend().decryptAll(items, its),
            (plaintext, item, context) -> plaintext)
        .explaining(
            (e, c, context) ->
                ContextHint.explain(
                    e.in(KmsOperation.DECRYPT, connection.scheme(), c.keyId()), c, context))
        .run(
            connections.calls(),
            KmsOperation.DECRYPT,
            connection,
            ciphertexts.get(0).keyId(),
            Ciphertext::blobLength);
  }

  @Override
  public KmsClient forKey(String name) {
    Objects.requireNonNull(name, "key");
    connections.refuseClosed();
    String id =
        connection
            .keys()
            .resolve(name)
            .or(() -> Optional.of(connection.backend().defaultKey()).filter(name::equals))
            .orElseThrow(this::notAllowed);
    return new BoundClient(connections, connection, id, Routing.onlyKey(connection, id));
  }

  private KmsException notAllowed() {
    return KmsException.of(
            ErrorCode.ACCESS_DENIED,
            "the configuration of "
                + connection.section()
                + " does not allow this key; list it in allowed_keys or keys")
        .in(KmsOperation.CONNECT, connection.scheme(), null);
  }

  private KeyInfo describe() {
    return keyCall(KmsOperation.DESCRIBE_KEY, connection.backend()::describeKey);
  }

  private KeyInfo keyCall(KmsOperation operation, Function<String, KeyInfo> call) {
    String keyId = keyId();
    return connections
        .calls()
        .run(
            new Call(operation, connection, keyId, EncryptionContext.empty(), 0),
            () -> call.apply(keyId));
  }

  @Override
  public KeyInfo describeKey() {
    connections.refuseClosed();
    return connection.versions().put(keyId(), describe());
  }

  @Override
  public KeyInfo createKey() {
    return changing(
        KmsOperation.CREATE_KEY, Capability.CREATE_KEY, connection.backend()::createKey);
  }

  @Override
  public KeyInfo rotateKey() {
    return changing(
        KmsOperation.ROTATE_KEY, Capability.ROTATE_KEY, connection.backend()::rotateKey);
  }

  private KeyInfo changing(
      KmsOperation operation, Capability needed, Function<String, KeyInfo> call) {
    connections.refuseClosed();
    if (!connection.can(needed)) {
      throw KmsException.of(
              ErrorCode.UNSUPPORTED,
              "the backend " + connection.scheme() + " cannot " + operation.text() + " here")
          .in(operation, connection.scheme(), keyId());
    }
    KeyInfo info = keyCall(operation, call);
    connection.versions().put(keyId(), info);
    return info;
  }

  @Override
  public Set<Capability> capabilities() {
    connections.refuseClosed();
    return Set.copyOf(connection.capabilities());
  }

  @Override
  public String toString() {
    // A default key is the backend's to tell, which is not called after close.
    return "KmsClient[" + connection.section() + (key == null ? "]" : ", " + key + "]");
  }
}
