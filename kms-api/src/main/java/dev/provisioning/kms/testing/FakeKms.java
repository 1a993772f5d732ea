package dev.provisioning.kms.testing;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsBuilder;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsProvider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A key-management service in memory, for tests of applications. It behaves like a server: its keys
 * are shared by every client made from it, it encrypts with AES-256-GCM and binds the context, and
 * it fails when told to. Time is virtual, so that retries and latency cost none. Safe for use by
 * many threads.
 *
 * <pre>{@code
 * FakeKms fake = FakeKms.create().withKey("k1");
 * KmsClient client = fake.client();
 * fake.failNext(ErrorCode.THROTTLED, 2);
 * client.encryptText("secret", context); // tried three times
 * assertThat(fake.calls()).hasSize(3);
 * }</pre>
 *
 * <p>It is not a registered provider: {@link Kms#connect} cannot open it by accident.
 */
public final class FakeKms {
  private static final String FIRST_KEY = "default";

  private final VirtualClock clock = new VirtualClock();
  private final FakeKeyring keyring = new FakeKeyring(clock);
  private final FakeWire wire = new FakeWire(clock);

  private FakeKms() {}

  /**
   * Makes a service without keys.
   *
   * @return a new fake, which shares nothing with others
   */
  public static FakeKms create() {
    return new FakeKms();
  }

  /**
   * Adds a key in its version 1. The first one is the default key; a key that exists stays.
   *
   * @param keyId 1 to 2048 visible ASCII characters
   * @return this fake
   */
  public FakeKms withKey(String keyId) {
    keyring.create(keyId);
    return this;
  }

  /**
   * Adds a version, which encrypts from now on; older ones still decrypt.
   *
   * @param keyId a key of this fake
   * @return this fake
   */
  public FakeKms rotate(String keyId) {
    keyring.rotate(keyId);
    return this;
  }

  /**
   * Makes every use of a key fail with KEY_DISABLED.
   *
   * @param keyId a key of this fake
   * @return this fake
   */
  public FakeKms disable(String keyId) {
    keyring.change(keyId, k -> k.enabled(false));
    return this;
  }

  /**
   * Makes a key usable again after {@link #disable} and {@link #deny}.
   *
   * @param keyId a key of this fake
   * @return this fake
   */
  public FakeKms enable(String keyId) {
    keyring.change(keyId, k -> k.enabled(true).denied(false));
    return this;
  }

  /**
   * Destroys a key with all versions: KEY_NOT_FOUND from now on, and what it encrypted is lost even
   * if a key of that name is added again.
   *
   * @param keyId the key
   * @return this fake
   */
  public FakeKms delete(String keyId) {
    keyring.delete(keyId);
    return this;
  }

  /**
   * Makes every use of a key fail with ACCESS_DENIED, as a missing permission does.
   *
   * @param keyId a key of this fake
   * @return this fake
   */
  public FakeKms deny(String keyId) {
    keyring.change(keyId, k -> k.denied(true));
    return this;
  }

  /**
   * Makes the next call fail, whatever it is.
   *
   * @param code the code
   * @return this fake
   */
  public FakeKms failNext(ErrorCode code) {
    return failNext(code, 1);
  }

  /**
   * Makes the next calls fail. A client retries THROTTLED, UNAVAILABLE and TIMEOUT up to three
   * times, so that four of them reach the application.
   *
   * @param code the code
   * @param times how many calls
   * @return this fake
   */
  public FakeKms failNext(ErrorCode code, int times) {
    wire.fail(KmsException.of(code, "scripted failure"), times);
    return this;
  }

  /**
   * Makes the next call fail in detail, such as with a {@code retryAfter}.
   *
   * @param failure what it throws
   * @return this fake
   */
  public FakeKms failNext(KmsException failure) {
    wire.fail(Objects.requireNonNull(failure, "failure"), 1);
    return this;
  }

  /**
   * Makes every call take virtual time; nothing waits.
   *
   * @param each how much {@link #clock()} advances in each call
   * @return this fake
   */
  public FakeKms latency(Duration each) {
    if (each.isNegative()) {
      throw new IllegalArgumentException("a latency is not negative");
    }
    wire.latency(each);
    return this;
  }

  /**
   * Returns the calls that reached the fake.
   *
   * @return an immutable copy, oldest first
   */
  public List<RecordedCall> calls() {
    return wire.calls();
  }

  /**
   * Forgets the recorded calls, as between the parts of a test.
   *
   * @return this fake
   */
  public FakeKms forgetCalls() {
    wire.forgetCalls();
    return this;
  }

  /**
   * Returns the time of this fake and its clients.
   *
   * @return the clock
   */
  public VirtualClock clock() {
    return clock;
  }

  /**
   * Opens a client of the first key that may decrypt with every key the fake has by now. Without
   * any key, one is added and called {@code default}.
   *
   * @return a client; there is nothing to close
   */
  public KmsClient client() {
    return kms();
  }

  /**
   * Opens a client of one key, which decrypts what this key made and nothing else.
   *
   * @param keyId the key; it need not exist
   * @return a client; there is nothing to close
   */
  public KmsClient client(String keyId) {
    return open(backend(keyId)).forKey(keyId);
  }

  /**
   * Opens a configuration with the first key as default and every other key allowed that the fake
   * has by now. Without any key, one is added and called {@code default}.
   *
   * @return an opened configuration on the virtual clock
   */
  public Kms kms() {
    if (keyring.ids().isEmpty()) {
      keyring.create(FIRST_KEY);
    }
    List<String> ids = keyring.ids();
    return open(backend(ids.get(0), ids.toArray(String[]::new)));
  }

  private Kms open(KmsBackend backend) {
    return builder().backend(backend.scheme(), backend).connect();
  }

  /**
   * Starts an opening behind a real configuration: a builder that knows {@link #provider()} and
   * {@link #clock()}.
   *
   * @return a new builder
   */
  public KmsBuilder builder() {
    return Kms.builder().provider(provider()).clock(clock);
  }

  /**
   * Makes a backend, for {@link dev.provisioning.kms.KmsBuilder#backend}.
   *
   * @param defaultKey the key that encrypts; it need not exist
   * @param alsoAllowed further keys that may be used
   * @return a backend of the scheme {@code fake}
   */
  public KmsBackend backend(String defaultKey, String... alsoAllowed) {
    Map<String, String> allowed = new LinkedHashMap<>();
    allowed.put(defaultKey, defaultKey);
    for (String key : alsoAllowed) {
      allowed.put(key, key);
    }
    return new FakeBackend(keyring, wire, clock, defaultKey, allowed);
  }

  /**
   * Makes a provider, for {@link dev.provisioning.kms.KmsBuilder#provider}: behind it a real
   * configuration file opens this fake. Its one setting is {@code key_id}. {@link #builder()} has
   * the provider already.
   *
   * @return a provider of the scheme {@code fake}
   */
  public KmsProvider provider() {
    return new FakeProvider(this);
  }

  @Override
  public String toString() {
    return "FakeKms" + keyring.ids();
  }
}
