package dev.provisioning.kms;

import dev.provisioning.kms.spi.EnvelopeKeys;
import dev.provisioning.kms.spi.KmsBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One opened configuration: the client of its primary backend, and the only owner of connections.
 * Safe for use by many threads. Opening checks the whole configuration of every backend it uses and
 * touches no network.
 *
 * <pre>{@code
 * try (Kms kms = Kms.load(Path.of("kms.toml"))) {
 *   EncryptionContext context = EncryptionContext.parse("env=prod,service=api");
 *   String stored = kms.encryptText("api key", context);
 *   String apiKey = kms.decryptText(stored, context);
 * }
 * }</pre>
 */
public final class Kms implements KmsClient, AutoCloseable {
  private final Connections connections;
  private final BoundClient client;

  Kms(Connections connections) {
    this.connections = connections;
    this.client = BoundClient.root(connections);
  }

  /**
   * Opens one backend by URI: {@code age:~/.config/kms/key.txt}, {@code
   * aws:alias/app?region=eu-west-1}, {@code vault:transit/app}. Settings follow as a query; secrets
   * may not.
   *
   * @param uri scheme, target and settings
   * @return the opened configuration, which the caller closes
   * @throws KmsConfigurationException if the scheme is unknown or a setting is wrong
   */
  public static Kms connect(String uri) {
    return builder().uri(uri).connect();
  }

  /**
   * Opens a configuration file.
   *
   * @param config a {@code .toml} file, which needs the artifact {@code kms-toml}, or a {@code
   *     .properties} file with the same keys
   * @return the opened configuration, which the caller closes
   * @throws KmsConfigurationException with file, line and key
   */
  public static Kms load(Path config) {
    return builder().config(config).connect();
  }

  /**
   * Opens a backend that was built from objects, such as an SDK client.
   *
   * @param backend the backend; closed with this object
   * @return the opened configuration, which the caller closes
   */
  public static Kms of(KmsBackend backend) {
    return builder().backend(backend.scheme(), backend).connect();
  }

  /**
   * Starts an opening with more to say.
   *
   * @return a builder
   */
  public static KmsBuilder builder() {
    return new KmsBuilder();
  }

  /**
   * Lists the providers that a class loader sees, with those that fail to load.
   *
   * @param loader the class loader
   * @return one report for each provider
   */
  public static List<ProviderReport> providers(ClassLoader loader) {
    return Providers.scan(Objects.requireNonNull(loader, "loader")).reports();
  }

  /**
   * Returns the client of another section of the configuration. It is opened on first use, and it
   * decrypts ciphertexts of its own backend only: it never routes.
   *
   * @param section the section's name, as in {@code [kms.archive]}
   * @return the client, which lives as long as this object
   * @throws KmsConfigurationException if there is no such section, or it is wrong
   */
  public KmsClient backend(String section) {
    return BoundClient.single(connections, Objects.requireNonNull(section, "section"));
  }

  /**
   * Returns the environment that picked the primary backend.
   *
   * @return such as {@code dev}; empty if the configuration has no environments, as a URI
   */
  public String environment() {
    return connections.environment();
  }

  /**
   * Returns the name of the section of the primary backend.
   *
   * @return such as {@code age}
   */
  public String section() {
    return connections.primary().section();
  }

  /**
   * Checks whether the primary backend can be used. Never throws, except after {@link #close()}.
   *
   * @param timeout the longest the check may take
   * @return the answer
   */
  public Health health(Duration timeout) {
    return connections.health(Objects.requireNonNull(timeout, "timeout"));
  }

  /**
   * Returns a listener of this configuration, such as the audit file that {@code [kms.audit]}
   * opened.
   *
   * @param <T> the type of the listener
   * @param type the type of the listener
   * @return the first one of that type
   */
  public <T extends KmsListener> Optional<T> listener(Class<T> type) {
    return connections.calls().listeners().find(type);
  }

  /**
   * Closes every backend and the listeners that the configuration opened. Idempotent; afterwards
   * this object and every client of it throw {@link IllegalStateException}.
   */
  @Override
  public void close() {
    connections.close();
  }

  @Override
  public Ciphertext encrypt(byte[] plaintext, EncryptionContext context) {
    return client.encrypt(plaintext, context);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    return client.decrypt(ciphertext, context);
  }

  @Override
  public String encryptText(String plaintext, EncryptionContext context) {
    return client.encryptText(plaintext, context);
  }

  @Override
  public String decryptText(String ciphertext, EncryptionContext context) {
    return client.decryptText(ciphertext, context);
  }

  @Override
  public DataKey generateDataKey(DataKeySpec spec, EncryptionContext context) {
    return client.generateDataKey(spec, context);
  }

  @Override
  public DataKey decryptDataKey(Ciphertext wrapped, EncryptionContext context) {
    return client.decryptDataKey(wrapped, context);
  }

  @Override
  public boolean needsRewrap(Ciphertext ciphertext) {
    return client.needsRewrap(ciphertext);
  }

  @Override
  public Ciphertext rewrap(Ciphertext ciphertext, EncryptionContext context) {
    return client.rewrap(ciphertext, context);
  }

  @Override
  public List<KmsResult<Ciphertext>> encryptAll(
      List<byte[]> plaintexts, List<EncryptionContext> contexts) {
    return client.encryptAll(plaintexts, contexts);
  }

  @Override
  public List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
    return client.decryptAll(ciphertexts, contexts);
  }

  @Override
  public KmsClient forKey(String key) {
    return client.forKey(key);
  }

  @Override
  public KeyInfo describeKey() {
    return client.describeKey();
  }

  @Override
  public KeyInfo createKey() {
    return client.createKey();
  }

  @Override
  public KeyInfo rotateKey() {
    return client.rotateKey();
  }

  @Override
  public KeyInfo rotateKeyEvery(Duration interval) {
    return client.rotateKeyEvery(interval);
  }

  @Override
  public Set<Capability> capabilities() {
    return client.capabilities();
  }

  @Override
  public EnvelopeKeys envelopeKeys() {
    return client.envelopeKeys();
  }

  @Override
  public String toString() {
    return "Kms[" + section() + "]";
  }
}
