package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicyBuilder;
import dev.failsafe.spi.Scheduler;
import dev.provisioning.kms.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our retries do what Failsafe's do, for schedules of failures that are generated. Three things
 * differ on purpose:
 *
 * <ul>
 *   <li>Waits are anything from nothing to the backoff of Failsafe (full jitter), where Failsafe's
 *       jitter stays around the backoff.
 *   <li>Where time is short, Failsafe cuts the last wait and tries once more; we do not begin a try
 *       that, if it is as slow as the last one, ends after the deadline. A wait that a server asked
 *       for is never cut: a server that is asked too early refuses again.
 *   <li>Waits that a server asked for count as steps of the backoff.
 * </ul>
 */
class FailsafeComparisonTest {
  private static final EncryptionContext NONE = EncryptionContext.empty();
  private static final Duration LONG = Duration.ofDays(1);

  /** Failsafe takes its backoff instead. */
  private static final Duration NO_ANSWER = Duration.ofNanos(-1);

  /** Time passes by waiting alone; what was waited is remembered. */
  private static final class Waits implements KmsClock {
    private final VirtualClock clock = new VirtualClock();
    private final List<Duration> waits = new ArrayList<>();

    @Override
    public Instant now() {
      return clock.now();
    }

    @Override
    public long nanoTime() {
      return clock.nanoTime();
    }

    @Override
    public void sleep(Duration duration) {
      waits.add(duration);
      clock.advance(duration);
    }
  }

  /** Runs at once on this thread what Failsafe wants to run later, and remembers how much later. */
  private static final class AtOnce implements Scheduler {
    private final List<Duration> waits = new ArrayList<>();

    @Override
    public ScheduledFuture<?> schedule(Callable<?> task, long delay, TimeUnit unit) {
      waits.add(Duration.ofNanos(unit.toNanos(delay)));
      Done done = new Done();
      try {
        task.call();
        done.complete("done");
      } catch (Exception e) {
        done.completeExceptionally(e);
      }
      return done;
    }
  }

  private static final class Done extends CompletableFuture<Object>
      implements ScheduledFuture<Object> {
    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }

  /** What a backend does, call after call; it succeeds when nothing is left. */
  private static final class Script {
    private final List<KmsException> failures;
    private int calls;

    Script(List<KmsException> failures) {
      this.failures = failures;
    }

    String call() {
      calls++;
      if (calls <= failures.size()) {
        throw failures.get(calls - 1);
      }
      return "ok";
    }
  }

  private record Run(int calls, @Nullable ErrorCode outcome, List<Duration> waits) {}

  private static Run ours(RetryPolicy policy, List<KmsException> failures) {
    Script script = new Script(failures);
    Waits clock = new Waits();
    StubBackend backend = new StubBackend();
    Connection connection =
        new Connection(
            "stub",
            backend,
            new AllowedKeys(Map.of(), List.of()),
            4096,
            true,
            policy,
            new KeyInfoCache(() -> 0));
    Call call = Call.encrypting(KmsOperation.ENCRYPT, connection, "k1", NONE, 1);
    Attempts attempts = new Attempts(new Gate(), clock, call, TimeLimit.NONE);
    @Nullable ErrorCode outcome = outcome(() -> attempts.run(script::call));
    assertThat(attempts.count()).isEqualTo(script.calls);
    return new Run(script.calls, outcome, clock.waits);
  }

  private static Run failsafes(RetryPolicy policy, List<KmsException> failures) {
    return failsafes(policy, failures, Duration.ofMillis(100), Duration.ofSeconds(5));
  }

  private static Run failsafes(
      RetryPolicy policy, List<KmsException> failures, Duration firstWait, Duration longestWait) {
    Script script = new Script(failures);
    AtOnce scheduler = new AtOnce();
    RetryPolicyBuilder<Object> builder =
        dev.failsafe.RetryPolicy.builder()
            .handleIf(e -> e instanceof KmsException k && k.isRetryable())
            .withMaxAttempts(policy.attempts())
            .withMaxDuration(policy.deadline())
            .withBackoff(firstWait, longestWait, 2)
            .withDelayFn(
                context ->
                    ((KmsException) context.getLastException()).retryAfter().orElse(NO_ANSWER));
    @Nullable ErrorCode outcome =
        outcome(() -> Failsafe.with(builder.build()).with(scheduler).getAsync(script::call).join());
    // The first call is scheduled as well, without a delay.
    assertThat(scheduler.waits.get(0)).isZero();
    return new Run(script.calls, outcome, scheduler.waits.subList(1, scheduler.waits.size()));
  }

  private static @Nullable ErrorCode outcome(Supplier<?> call) {
    Throwable thrown = catchThrowable(call::get);
    if (thrown == null) {
      return null;
    }
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return ((KmsException) cause).code();
  }

  private static List<KmsException> schedule(Random random, boolean retryAfter, double fatal) {
    List<KmsException> failures = new ArrayList<>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      ErrorCode[] codes = ErrorCode.values();
      ErrorCode code = ErrorCode.UNAVAILABLE;
      if (random.nextDouble() < fatal) {
        code = codes[random.nextInt(codes.length)];
      }
      KmsException.Builder failure = KmsException.builder(code, "failure " + i);
      if (retryAfter) {
        failure.retryAfter(Duration.ofMillis(1 + random.nextInt(20_000)));
      }
      failures.add(failure.build());
    }
    return failures;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void attemptsAndOutcome_areThoseOfFailsafe(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      RetryPolicy policy = new RetryPolicy(1 + random.nextInt(10), LONG);
      List<KmsException> failures = schedule(random, false, 0.2);
      Run ours = ours(policy, failures);
      Run theirs = failsafes(policy, failures);
      assertThat(ours.calls()).isEqualTo(theirs.calls());
      assertThat(ours.outcome()).isEqualTo(theirs.outcome());
      assertThat(ours.waits()).hasSameSizeAs(theirs.waits());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void waits_areWithinTheBackoffOfFailsafe(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      RetryPolicy policy = new RetryPolicy(10, LONG);
      List<KmsException> failures = schedule(random, false, 0);
      List<Duration> ours = ours(policy, failures).waits();
      List<Duration> theirs = failsafes(policy, failures).waits();
      for (int k = 0; k < theirs.size(); k++) {
        assertThat(RetryPolicy.longestWait(k + 1)).isEqualTo(theirs.get(k));
        assertThat(ours.get(k)).isBetween(Duration.ZERO, theirs.get(k));
      }
    }
  }

  /** Full jitter: the whole range is used, and no two clients need do the same. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 9})
  void waits_areSpreadOverTheWholeRange(int attempt) {
    KmsException failure = KmsException.of(ErrorCode.UNAVAILABLE, "down");
    Duration most = RetryPolicy.longestWait(attempt);
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      waits.add(RetryPolicy.NETWORK.wait(failure, attempt));
    }
    assertThat(waits).allSatisfy(w -> assertThat(w).isBetween(Duration.ZERO, most));
    assertThat(waits).anySatisfy(w -> assertThat(w).isLessThan(most.dividedBy(10)));
    assertThat(waits)
        .anySatisfy(w -> assertThat(w).isGreaterThan(most.multipliedBy(9).dividedBy(10)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void waits_thatAServerAsksFor_areThoseOfFailsafe(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      RetryPolicy policy = new RetryPolicy(1 + random.nextInt(10), LONG);
      List<KmsException> failures = schedule(random, true, 0.1);
      assertThat(ours(policy, failures)).isEqualTo(failsafes(policy, failures));
    }
  }

  /** Failsafe measures real time, of which three nanoseconds have always passed and a day never. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void deadline_thatHasPassedOrNeverDoes_endsBothOrNeither(long seed) {
    List<KmsException> failures = schedule(new Random(seed), true, 0);
    failures.add(
        KmsException.builder(ErrorCode.UNAVAILABLE, "at least one")
            .retryAfter(Duration.ofSeconds(1))
            .build());
    RetryPolicy over = new RetryPolicy(10, Duration.ofNanos(3));
    assertThat(failsafes(over, failures, Duration.ofNanos(1), Duration.ofNanos(2)).calls())
        .isEqualTo(1);
    assertThat(ours(over, failures).calls()).isEqualTo(1);
    RetryPolicy never = new RetryPolicy(10, LONG);
    assertThat(ours(never, failures).calls()).isEqualTo(failsafes(never, failures).calls());
  }

  /** What waiting takes in all; tries take no time here. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void deadline_boundsAllWaitsTogether(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      RetryPolicy policy = new RetryPolicy(10, Duration.ofMillis(1 + random.nextInt(30_000)));
      List<KmsException> failures = schedule(random, random.nextBoolean(), 0);
      Run run = ours(policy, failures);
      Duration waited = run.waits().stream().reduce(Duration.ZERO, Duration::plus);
      assertThat(waited).isLessThan(policy.deadline());
    }
  }
}
