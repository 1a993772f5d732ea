package dev.provisioning.kms.testkit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * The promises of the API as tests. Extend it in the tests of a backend:
 *
 * <pre>{@code
 * class LocalAesContractTest extends KmsContract {
 *   @Override
 *   protected KmsUnderTest start() throws NoSuchAlgorithmException {
 *     KeyGenerator generator = KeyGenerator.getInstance("AES");
 *     SecretKey first = generator.generateKey();
 *     SecretKey other = generator.generateKey();
 *     return new KmsUnderTest() {
 *       @Override
 *       public KmsBackend open() {
 *         return new LocalAesBackend("first", first);
 *       }
 *
 *       @Override
 *       public KmsBackend openOtherKey() {
 *         return new LocalAesBackend("other", other);
 *       }
 *     };
 *   }
 * }
 * }</pre>
 *
 * <p>No test is skipped: where a backend lacks a capability, the kit checks that its use is refused
 * with UNSUPPORTED.
 */
public abstract class KmsContract
    implements ArgumentContract,
        BatchContract,
        CapabilityContract,
        ConcurrencyContract,
        ContextContract,
        DataKeyContract,
        DiscoveryContract,
        FailureContract,
        HealthContract,
        KeyContract,
        LifecycleContract,
        RewrapContract,
        RotationContract,
        RoundTripContract,
        SecrecyContract,
        SerializationContract,
        TamperingContract,
        TextContract {
  private @Nullable Fixture fixture;

  /** For subclasses. */
  protected KmsContract() {}

  /**
   * Prepares the backend for one test.
   *
   * @return the backend and its keys
   * @throws Exception if that fails
   */
  protected abstract KmsUnderTest start() throws Exception;

  /**
   * Returns what the tests of the kit share; not for subclasses.
   *
   * @return the fixture of the running test
   */
  @Override
  public final Fixture fixture() {
    if (fixture == null) {
      try {
        fixture = new Fixture(start());
      } catch (Exception e) {
        throw new AssertionError("the backend under test does not start", e);
      }
    }
    return fixture;
  }

  @AfterEach
  final void closeFixture() {
    if (fixture != null) {
      fixture.close();
      fixture = null;
    }
  }
}
