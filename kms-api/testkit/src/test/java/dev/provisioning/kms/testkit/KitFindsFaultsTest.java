package dev.provisioning.kms.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.testing.FakeKms;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A kit that never fails proves nothing: each broken promise is found, by the test meant for it.
 */
class KitFindsFaultsTest {
  /** Private, so that JUnit does not run it for itself. */
  private static final class Run extends KmsContract {
    private final UnaryOperator<KmsBackend> fault;

    Run(UnaryOperator<KmsBackend> fault) {
      this.fault = fault;
    }

    @Override
    protected KmsUnderTest start() {
      FakeKms fake = FakeKms.create().withKey("first").withKey("other");
      return new KmsUnderTest() {
        @Override
        public KmsBackend open() {
          return fault.apply(fake.backend("first"));
        }

        @Override
        public KmsBackend openOtherKey() {
          return fake.backend("other");
        }
      };
    }
  }

  private static SortedSet<String> failedTests(UnaryOperator<KmsBackend> fault) throws Exception {
    SortedSet<String> failed = new TreeSet<>();
    for (Method test : KmsContract.class.getMethods()) {
      if (test.isAnnotationPresent(Test.class)) {
        Run run = new Run(fault);
        try {
          test.invoke(run);
        } catch (InvocationTargetException e) {
          failed.add(test.getName());
        } finally {
          Thread.interrupted();
          run.closeFixture();
        }
      }
    }
    return failed;
  }

  @ParameterizedTest
  @CsvSource({
    "dropsContext, context_inAnotherNormalForm_isAnother",
    "dropsContext, decrypt_ofAWrappedDataKey_isRefused",
    "dropsContextInAHurry, decrypt_withinATime_isTheSame",
    "changesPlaintext, encrypt_doesNotChangeThePlaintext",
    "keepsPlaintext, backend_doesNotKeepThePlaintext",
    "shiftsBatch, batch_resultsAreInOrder",
    "ignoresVersion, keyVersion_inTheHeader_mustBeTheOneInTheBlob",
    "opensEverything, decrypt_ofAKeyThatIsNotAllowed_isRefusedWithoutACall",
    "pretendsToRotate, rotateKey_makesANewVersionOrIsRefused",
    "replacesKeyOnCreate, createKey_ofAnExistingKey_describesItOrIsRefused",
    "swallowsInterrupt, interrupt_keepsTheFlag",
    "tellsContext, exceptions_withTheirCauses_sayNoSecret",
    "throwsItsOwn, blob_anyByteFlipped_isRefused",
    "isNeverHealthy, health_ofAWorkingBackend_isUpWithoutAReason",
  })
  void fault_isFoundByItsTest(String fault, String test) throws Exception {
    assertThat(failedTests(Objects.requireNonNull(FaultyBackends.ALL.get(fault)))).contains(test);
  }

  @Test
  void backendWithoutFault_passesInTheSameWay() throws Exception {
    assertThat(failedTests(UnaryOperator.identity())).isEmpty();
  }
}
