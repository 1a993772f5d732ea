package dev.provisioning.kms.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyAccessException;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsUnavailableException;
import dev.provisioning.kms.testing.FakeKms;
import dev.provisioning.kms.testing.RecordedCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How the developer of an orchestrator tests what happens on a bad day. */
class OrchestratorTest {
  /** The code under test: a step of a workflow, parked while the keys cannot be reached. */
  record Step(KmsClient kms, EncryptionContext context) {
    enum Outcome {
      DONE,
      LATER,
      FAILED
    }

    Outcome run(Ciphertext credential) {
      try {
        kms.decrypt(credential, context);
        return Outcome.DONE;
      } catch (KmsUnavailableException e) {
        return Outcome.LATER;
      } catch (KeyAccessException e) {
        return Outcome.FAILED;
      }
    }
  }

  private final FakeKms fake = FakeKms.create().withKey("workflows");
  private final KmsClient kms = fake.client();
  private final EncryptionContext context = EncryptionContext.parse("workflow=deploy,step=3");
  private final Step step = new Step(kms, context);
  private final Ciphertext credential =
      kms.encrypt("token".getBytes(StandardCharsets.UTF_8), context);

  @Test
  void aShortThrottling_isNotNoticed() {
    fake.failNext(ErrorCode.THROTTLED, 2);
    assertThat(step.run(credential)).isEqualTo(Step.Outcome.DONE);
  }

  @Test
  void aLongOutage_parksTheStep() {
    fake.failNext(ErrorCode.UNAVAILABLE, 4);
    assertThat(step.run(credential)).isEqualTo(Step.Outcome.LATER);
    assertThat(step.run(credential)).isEqualTo(Step.Outcome.DONE);
  }

  @Test
  void theServersWish_isTheWait() {
    fake.failNext(
        KmsException.builder(ErrorCode.THROTTLED, "slow down")
            .retryAfter(Duration.ofSeconds(7))
            .build());
    assertThat(step.run(credential)).isEqualTo(Step.Outcome.DONE);
    assertThat(fake.clock().elapsed()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aSlowServer_isNotWaitedForBeyondTheDeadline() {
    fake.latency(Duration.ofSeconds(8)).failNext(ErrorCode.TIMEOUT, 4);
    assertThat(step.run(credential)).isEqualTo(Step.Outcome.LATER);
    assertThat(fake.clock().elapsed()).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(30));
  }

  @Test
  void aDisabledKey_failsTheStepAtOnce() {
    fake.disable("workflows").forgetCalls();
    assertThat(step.run(credential)).isEqualTo(Step.Outcome.FAILED);
    assertThat(fake.calls()).hasSize(1);
  }

  @Test
  void aRotation_isNotNoticed() {
    fake.rotate("workflows");
    assertThat(step.run(credential)).isEqualTo(Step.Outcome.DONE);
    fake.clock().advance(Duration.ofSeconds(61));
    assertThat(kms.needsRewrap(credential)).isTrue();
  }

  @Test
  void everyCall_carriesTheContextOfItsStep() {
    step.run(credential);
    assertThat(fake.calls()).extracting(RecordedCall::context).containsOnly(context);
    assertThatThrownBy(() -> new Step(kms, context.with("tenant", "x")).run(credential))
        .hasMessageContaining("bound: [step, workflow]; given: [step, tenant, workflow]");
  }
}
