package dev.provisioning.kms.testing;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsOperation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** What lies between a client and the keys: recorded calls, latency, scripted failures. */
final class FakeWire {
  private static final Duration UNLIMITED = Duration.ofSeconds(Long.MAX_VALUE);

  private final ReentrantLock lock = new ReentrantLock();
  private final VirtualClock clock;
  private final List<RecordedCall> calls = new ArrayList<>();
  private final Deque<KmsException> failures = new ArrayDeque<>();
  private Duration latency = Duration.ZERO;

  FakeWire(VirtualClock clock) {
    this.clock = clock;
  }

  void fail(KmsException failure, int times) {
    lock.lock();
    try {
      for (int i = 0; i < times; i++) {
        failures.add(failure);
      }
    } finally {
      lock.unlock();
    }
  }

  void latency(Duration value) {
    lock.lock();
    try {
      latency = value;
    } finally {
      lock.unlock();
    }
  }

  Duration latency() {
    lock.lock();
    try {
      return latency;
    } finally {
      lock.unlock();
    }
  }

  List<RecordedCall> calls() {
    lock.lock();
    try {
      return List.copyOf(calls);
    } finally {
      lock.unlock();
    }
  }

  void forgetCalls() {
    lock.lock();
    try {
      calls.clear();
    } finally {
      lock.unlock();
    }
  }

  void plaintext(KmsOperation operation, String keyId, byte[] plaintext, EncryptionContext c) {
    pass(operation, keyId, List.of(c), List.of(plaintext.length));
  }

  void ciphertext(KmsOperation operation, Ciphertext ciphertext, EncryptionContext context) {
    ciphertext(operation, ciphertext, context, UNLIMITED);
  }

  void ciphertext(
      KmsOperation operation, Ciphertext ciphertext, EncryptionContext context, Duration atMost) {
    List<Integer> size = List.of(ciphertext.blob().length);
    pass(operation, ciphertext.keyId(), List.of(context), size, atMost);
  }

  void pass(
      KmsOperation operation, String keyId, List<EncryptionContext> contexts, List<Integer> sizes) {
    pass(operation, keyId, contexts, sizes, UNLIMITED);
  }

  private void pass(
      KmsOperation operation,
      String keyId,
      List<EncryptionContext> contexts,
      List<Integer> sizes,
      Duration atMost) {
    KmsException failure;
    lock.lock();
    try {
      calls.add(
          new RecordedCall(
              asked(operation, contexts),
              keyId,
              contexts.stream().map(FakeWire::withoutReserved).toList(),
              sizes));
      failure = failures.poll();
    } finally {
      lock.unlock();
    }
    travel(atMost);
    if (failure != null) {
      throw failure;
    }
  }

  private void travel(Duration atMost) {
    Duration needed = latency();
    boolean late = needed.compareTo(atMost) > 0;
    try {
      clock.sleep(late ? atMost : needed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KmsException.of(ErrorCode.INTERRUPTED, "interrupted while calling the fake", e);
    }
    if (late) {
      throw KmsException.of(ErrorCode.TIMEOUT, "the fake did not answer within " + atMost);
    }
  }

  /** To a backend a data key is a plaintext with a reserved entry in its context. */
  private static KmsOperation asked(KmsOperation operation, List<EncryptionContext> contexts) {
    boolean dataKey =
        contexts.size() == 1 && !withoutReserved(contexts.get(0)).equals(contexts.get(0));
    return switch (operation) {
      case ENCRYPT -> dataKey ? KmsOperation.GENERATE_DATA_KEY : operation;
      case DECRYPT -> dataKey ? KmsOperation.DECRYPT_DATA_KEY : operation;
      default -> operation;
    };
  }

  private static EncryptionContext withoutReserved(EncryptionContext context) {
    Map<String, String> entries = new TreeMap<>(context.entries());
    entries.keySet().removeIf(key -> key.startsWith("kms1-"));
    return EncryptionContext.of(entries);
  }
}
