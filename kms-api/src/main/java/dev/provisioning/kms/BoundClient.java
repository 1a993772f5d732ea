package dev.provisioning.kms;

import dev.provisioning.kms.spi.EnvelopeKeys;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client bound to a connection and a key. What every backend has in common happens here and in
 * {@link Opening}: limits, the header, the purpose, the allowed keys.
 */
final class BoundClient implements KmsClient {
  private final Connections connections;
  private final Connection connection;
  private final @Nullable String key;
  private final Opening opening;
  private final KeyCalls keys;

  private BoundClient(
      Connections connections, Connection connection, @Nullable String key, Routing routing) {
    this.connections = connections;
    this.connection = connection;
    this.key = key;
    this.opening = new Opening(connections, connection, routing);
    this.keys = new KeyCalls(connections.calls(), connection);
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
  private String keyId(KmsOperation operation, EncryptionContext context) {
    connections.refuseClosed();
    if (key != null) {
      return key;
    }
    try {
      return connection.backend().defaultKey();
    } catch (RuntimeException | LinkageError e) {
      throw connections.calls().refused(Call.encrypting(operation, connection, "", context, 0), e);
    }
  }

  @Override
  public Ciphertext encrypt(byte[] plaintext, EncryptionContext context) {
    Objects.requireNonNull(plaintext, "plaintext");
    Objects.requireNonNull(context, "context");
    Call call = sealing(KmsOperation.ENCRYPT, plaintext, context);
    refuseTooLarge(call);
    return seal(call, plaintext, false);
  }

  /** An operation of this client that encrypts. */
  Call sealing(KmsOperation operation, byte[] plaintext, EncryptionContext context) {
    return Call.encrypting(
        operation, connection, keyId(operation, context), context, plaintext.length);
  }

  private void refuseTooLarge(Call call) {
    if (call.inputBytes() > connection.maxPlaintext()) {
      throw connections
          .calls()
          .refused(
              call,
              KmsException.of(
                  ErrorCode.TOO_LARGE,
                  call.inputBytes()
                      + " bytes are more than the "
                      + connection.maxPlaintext()
                      + " that encrypt takes; use Envelope.of(client).seal(…)"));
    }
  }

  private Ciphertext seal(Call call, byte[] plaintext, boolean dataKey) {
    return seal(call, plaintext, dataKey ? call.context().forDataKey() : call.context(), dataKey);
  }

  /** Encrypts under the context of the call with our own entries. */
  Ciphertext seal(Call call, byte[] plaintext, EncryptionContext bound, boolean dataKey) {
    return connections
        .calls()
        .run(
            call,
            () ->
                described(
                    connection.backend().encrypt(call.keyId(), plaintext, bound),
                    call.context(),
                    dataKey));
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
    return opening.open(KmsOperation.DECRYPT, ciphertext, context, context, plaintext -> {});
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
    Objects.requireNonNull(context, "context");
    connections.refuseClosed();
    Ciphertext c = Ciphertext.parse(Objects.requireNonNull(ciphertext, "ciphertext"));
    byte[] bytes =
        opening.open(KmsOperation.DECRYPT, c, context, context, BoundClient::requireUtf8);
    try {
      return StrictUtf8.decode(bytes);
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("checked before", e);
    } finally {
      DataKey.wipe(bytes);
    }
  }

  private static void requireUtf8(byte[] plaintext) {
    if (!StrictUtf8.canDecode(plaintext)) {
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT, "the plaintext is not UTF-8; use decrypt for bytes");
    }
  }

  @Override
  public DataKey generateDataKey(DataKeySpec spec, EncryptionContext context) {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(context, "context");
    byte[] bytes = new byte[spec.bytes()];
    Call call = sealing(KmsOperation.GENERATE_DATA_KEY, bytes, context);
    connections.random().nextBytes(bytes);
    try {
      return DataKey.of(seal(call, bytes, true), bytes);
    } finally {
      DataKey.wipe(bytes);
    }
  }

  @Override
  public DataKey decryptDataKey(Ciphertext wrapped, EncryptionContext context) {
    Objects.requireNonNull(wrapped, "wrapped");
    Objects.requireNonNull(context, "context");
    connections.refuseClosed();
    byte[] bytes =
        opening.open(
            KmsOperation.DECRYPT_DATA_KEY,
            wrapped,
            context,
            context.forDataKey(),
            DataKey::requireLength);
    try {
      return DataKey.of(wrapped.asDataKey(), bytes);
    } finally {
      DataKey.wipe(bytes);
    }
  }

  @Override
  public boolean needsRewrap(Ciphertext ciphertext) {
    Objects.requireNonNull(ciphertext, "ciphertext");
    String keyId = keyId(KmsOperation.DESCRIBE_KEY, EncryptionContext.empty());
    if (!ciphertext.backend().equals(connection.scheme())) {
      return true;
    }
    boolean ownKey = ciphertext.keyId().equals(keyId);
    if (!connection.can(Capability.KEY_VERSIONS)) {
      return !ownKey;
    }
    KeyInfo current = keys.recent(keyId);
    return !(ownKey || ciphertext.keyId().equals(current.keyId()))
        || KeyVersions.isOlder(ciphertext.keyVersion(), current.version());
  }

  @Override
  public Ciphertext rewrap(Ciphertext ciphertext, EncryptionContext context) {
    Objects.requireNonNull(ciphertext, "ciphertext");
    Objects.requireNonNull(context, "context");
    return new Rewrapping(connections, connection, opening)
        .run(
            ciphertext,
            context,
            keyId(KmsOperation.REWRAP, context),
            this::described,
            (call, plaintext) -> {
              refuseTooLarge(call);
              return seal(call, plaintext, ciphertext.isDataKey());
            });
  }

  @Override
  public List<KmsResult<Ciphertext>> encryptAll(
      List<byte[]> plaintexts, List<EncryptionContext> contexts) {
    Batch.requireSameSize(plaintexts, contexts);
    connections.refuseClosed();
    if (plaintexts.isEmpty() || !connection.can(Capability.NATIVE_BATCH)) {
      return Batch.each(plaintexts, contexts, this::encrypt);
    }
    String keyId = keyId(KmsOperation.ENCRYPT, EncryptionContext.empty());
    return new Batch<byte[], Ciphertext>(
            plaintexts,
            contexts,
            (item, context) ->
                Call.encrypting(KmsOperation.ENCRYPT, connection, keyId, context, item.length),
            (items, its) -> connection.backend().encryptAll(keyId, items, its),
            (answer, item, context) -> described(answer.get(), context, false))
        .check(
            (item, context) ->
                refuseTooLarge(
                    Call.encrypting(KmsOperation.ENCRYPT, connection, keyId, context, item.length)))
        .run(connections.calls());
  }

  @Override
  public List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
    Batch.requireSameSize(ciphertexts, contexts);
    connections.refuseClosed();
    if (ciphertexts.isEmpty()
        || !connection.can(Capability.NATIVE_BATCH)
        || !opening.opensAll(ciphertexts)) {
      return Batch.each(ciphertexts, contexts, this::decrypt);
    }
    return new Batch<Ciphertext, byte[]>(
            ciphertexts,
            contexts,
            (item, context) -> Call.opening(KmsOperation.DECRYPT, connection, item, context),
            (items, its) -> connection.backend().decryptAll(items, its),
            (answer, item, context) ->
                Opening.explained(KmsOperation.DECRYPT, item, context, answer::get))
        .run(connections.calls());
  }

  @Override
  public KmsClient forKey(String name) {
    Objects.requireNonNull(name, "key");
    String own = keyId(KmsOperation.CONNECT, EncryptionContext.empty());
    Optional<String> listed = connection.keys().resolve(name);
    // A view is confined to its key: it is what one tenant gets.
    String id =
        listed
            .or(() -> Optional.of(own).filter(name::equals))
            .filter(found -> key == null || found.equals(key))
            .orElseThrow(this::notAllowed);
    return new BoundClient(connections, connection, id, Routing.onlyKey(connection, id));
  }

  private KmsException notAllowed() {
    return connections
        .calls()
        .refused(
            Call.encrypting(KmsOperation.CONNECT, connection, "", EncryptionContext.empty(), 0),
            KmsException.of(
                ErrorCode.ACCESS_DENIED,
                key == null
                    ? "the configuration of "
                        + connection.section()
                        + " does not allow this key; list it in allowed_keys or keys"
                    : "this client is confined to its own key"));
  }

  @Override
  public KeyInfo describeKey() {
    return keys.describe(keyId(KmsOperation.DESCRIBE_KEY, EncryptionContext.empty()));
  }

  @Override
  public KeyInfo createKey() {
    return keys.create(keyId(KmsOperation.CREATE_KEY, EncryptionContext.empty()));
  }

  @Override
  public KeyInfo rotateKey() {
    return keys.rotate(keyId(KmsOperation.ROTATE_KEY, EncryptionContext.empty()));
  }

  @Override
  public KeyInfo rotateKeyEvery(Duration interval) {
    Objects.requireNonNull(interval, "interval");
    return keys.rotateEvery(
        keyId(KmsOperation.SCHEDULE_ROTATION, EncryptionContext.empty()), interval);
  }

  @Override
  public Set<Capability> capabilities() {
    connections.refuseClosed();
    return Set.copyOf(connection.capabilities());
  }

  @Override
  public EnvelopeKeys envelopeKeys() {
    connections.refuseClosed();
    return new BoundEnvelopeKeys(this, connections, opening);
  }

  @Override
  public String toString() {
    return "KmsClient[" + connection.section() + (key == null ? "" : ", " + key) + "]";
  }
}
