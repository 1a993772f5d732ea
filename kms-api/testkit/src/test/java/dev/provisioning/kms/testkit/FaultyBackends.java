package dev.provisioning.kms.testkit;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Backends that each break one promise, as people break them. */
final class FaultyBackends {
  private FaultyBackends() {}

  static final Map<String, UnaryOperator<KmsBackend>> ALL =
      Map.ofEntries(
          Map.entry("dropsContext", DropsContext::new),
          Map.entry("dropsContextInAHurry", DropsContextInAHurry::new),
          Map.entry("changesPlaintext", ChangesPlaintext::new),
          Map.entry("keepsPlaintext", KeepsPlaintext::new),
          Map.entry("shiftsBatch", ShiftsBatch::new),
          Map.entry("ignoresVersion", IgnoresVersion::new),
          Map.entry("opensEverything", OpensEverything::new),
          Map.entry("pretendsToRotate", PretendsToRotate::new),
          Map.entry("replacesKeyOnCreate", ReplacesKeyOnCreate::new),
          Map.entry("swallowsInterrupt", SwallowsInterrupt::new),
          Map.entry("tellsContext", TellsContext::new),
          Map.entry("throwsItsOwn", ThrowsItsOwn::new),
          Map.entry("isNeverHealthy", IsNeverHealthy::new));

  private static final class DropsContext extends WatchedBackend {
    DropsContext(KmsBackend real) {
      super(real);
    }

    @Override
    public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
      return super.encrypt(keyId, plaintext, EncryptionContext.empty());
    }

    @Override
    public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
      return super.decrypt(ciphertext, EncryptionContext.empty());
    }
  }

  private static final class DropsContextInAHurry extends WatchedBackend {
    DropsContextInAHurry(KmsBackend real) {
      super(real);
    }

    @Override
    public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context, Duration atMost) {
      return super.decrypt(ciphertext, Samples.CONTEXT, atMost);
    }
  }

  private static final class ChangesPlaintext extends WatchedBackend {
    ChangesPlaintext(KmsBackend real) {
      super(real);
    }

    @Override
    public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
      Ciphertext made = super.encrypt(keyId, plaintext, context);
      Arrays.fill(plaintext, (byte) 0);
      return made;
    }
  }

  private static final class KeepsPlaintext extends WatchedBackend {
    private final Map<Ciphertext, byte[]> kept = Collections.synchronizedMap(new HashMap<>());

    KeepsPlaintext(KmsBackend real) {
      super(real);
    }

    @Override
    public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
      Ciphertext made = super.encrypt(keyId, plaintext, context);
      kept.put(made, plaintext);
      return made;
    }

    @Override
    public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
      return kept.getOrDefault(ciphertext, super.decrypt(ciphertext, context));
    }
  }

  private static final class ShiftsBatch extends WatchedBackend {
    ShiftsBatch(KmsBackend real) {
      super(real);
    }

    @Override
    public List<KmsResult<byte[]>> decryptAll(
        List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
      List<KmsResult<byte[]>> results = new ArrayList<>(super.decryptAll(ciphertexts, contexts));
      Collections.rotate(results, 1);
      return results;
    }
  }

  private static final class IgnoresVersion extends WatchedBackend {
    IgnoresVersion(KmsBackend real) {
      super(real);
    }

    @Override
    public byte[] decrypt(Ciphertext c, EncryptionContext context) {
      return super.decrypt(Ciphertext.of(c.backend(), c.keyId(), "", c.blob()), context);
    }
  }

  private static final class OpensEverything extends WatchedBackend {
    OpensEverything(KmsBackend real) {
      super(real);
    }

    @Override
    public boolean opens(String keyId) {
      return true;
    }
  }

  private static final class PretendsToRotate extends WatchedBackend {
    PretendsToRotate(KmsBackend real) {
      super(real);
    }

    @Override
    public KeyInfo rotateKey(String keyId) {
      return describeKey(keyId);
    }
  }

  private static final class ReplacesKeyOnCreate extends WatchedBackend {
    ReplacesKeyOnCreate(KmsBackend real) {
      super(real);
    }

    @Override
    public KeyInfo createKey(String keyId) {
      return super.rotateKey(keyId);
    }

    @Override
    public KeyInfo describeKey(String keyId) {
      return new KeyInfo(keyId, "1", KeyInfo.State.ENABLED, "AES");
    }
  }

  private static final class SwallowsInterrupt extends WatchedBackend {
    SwallowsInterrupt(KmsBackend real) {
      super(real);
    }

    @Override
    public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
      boolean swallowed = Thread.interrupted();
      Ciphertext made = super.encrypt(keyId, plaintext, context);
      return swallowed ? Ciphertext.parse(made.toBytes()) : made;
    }
  }

  private static final class TellsContext extends WatchedBackend {
    TellsContext(KmsBackend real) {
      super(real);
    }

    @Override
    public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
      try {
        return super.decrypt(ciphertext, context);
      } catch (KmsException e) {
        throw KmsException.of(e.code(), e.getMessage() + " under " + context.entries());
      }
    }
  }

  private static final class ThrowsItsOwn extends WatchedBackend {
    ThrowsItsOwn(KmsBackend real) {
      super(real);
    }

    @Override
    public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
      try {
        return super.decrypt(ciphertext, context);
      } catch (KmsException e) {
        throw e.code() == ErrorCode.INVALID_CIPHERTEXT ? new IllegalStateException("bad tag") : e;
      }
    }
  }

  private static final class IsNeverHealthy extends WatchedBackend {
    IsNeverHealthy(KmsBackend real) {
      super(real);
    }

    @Override
    public Health health(Duration timeout) {
      throw new IllegalStateException("not written yet");
    }
  }
}
