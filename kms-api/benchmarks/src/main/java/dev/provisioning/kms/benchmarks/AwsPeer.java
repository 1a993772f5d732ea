package dev.provisioning.kms.benchmarks;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.CryptoMaterialsManager;
import com.amazonaws.encryptionsdk.caching.CachingCryptoMaterialsManager;
import com.amazonaws.encryptionsdk.caching.LocalCryptoMaterialsCache;
import com.amazonaws.encryptionsdk.jce.JceMasterKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.cryptography.materialproviders.IKeyring;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.AesWrappingAlg;
import software.amazon.cryptography.materialproviders.model.CreateRawAesKeyringInput;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/** The AWS Encryption SDK with a raw AES key: with commitment and without a signature. */
final class AwsPeer {
  private static final Map<String, String> CONTEXT = Peers.CONTEXT.entries();

  private AwsPeer() {}

  private static AwsCrypto withFramesOf(int bytes) {
    return AwsCrypto.builder()
        .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
        .withEncryptionFrameSize(bytes)
        .build();
  }

  private static byte[] key() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }

  static Peer withKeyring(int frame) {
    AwsCrypto crypto = withFramesOf(frame);
    IKeyring keyring =
        MaterialProviders.builder()
            .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
            .build()
            .CreateRawAesKeyring(
                CreateRawAesKeyringInput.builder()
                    .keyNamespace("bench")
                    .keyName("bench")
                    .wrappingKey(ByteBuffer.wrap(key()))
                    .wrappingAlg(AesWrappingAlg.ALG_AES256_GCM_IV12_TAG16)
                    .build());
    return new Peer() {
      @Override
      public byte[] seal(byte[] plaintext) {
        return crypto.encryptData(keyring, plaintext, CONTEXT).getResult();
      }

      @Override
      public byte[] open(byte[] sealed) {
        return crypto.decryptData(keyring, sealed, CONTEXT).getResult();
      }

      @Override
      public void seal(InputStream in, OutputStream out) throws IOException {
        try (InputStream sealing = crypto.createEncryptingStream(keyring, in, CONTEXT)) {
          sealing.transferTo(out);
        }
      }

      @Override
      public void open(InputStream in, OutputStream out) throws IOException {
        try (OutputStream opening = crypto.createDecryptingStream(keyring, out, CONTEXT)) {
          in.transferTo(opening);
        }
      }
    };
  }

  /** Its cache takes no keyring. */
  static Peer withCache(int frame) {
    AwsCrypto crypto = withFramesOf(frame);
    CryptoMaterialsManager cache =
        CachingCryptoMaterialsManager.newBuilder()
            .withMasterKeyProvider(
                JceMasterKey.getInstance(
                    new SecretKeySpec(key(), "AES"), "bench", "bench", "AES/GCM/NoPadding"))
            .withCache(new LocalCryptoMaterialsCache(100))
            .withMaxAge(Peers.CACHED_AGE.toSeconds(), TimeUnit.SECONDS)
            .withMessageUseLimit(Peers.CACHED_MESSAGES)
            .build();
    return new Peer() {
      @Override
      public byte[] seal(byte[] plaintext) {
        return crypto.encryptData(cache, plaintext, CONTEXT).getResult();
      }

      @Override
      public byte[] open(byte[] sealed) {
        return crypto.decryptData(cache, sealed).getResult();
      }

      @Override
      public void seal(InputStream in, OutputStream out) throws IOException {
        try (InputStream sealing = crypto.createEncryptingStream(cache, in, CONTEXT)) {
          sealing.transferTo(out);
        }
      }

      @Override
      public void open(InputStream in, OutputStream out) throws IOException {
        try (OutputStream opening = crypto.createDecryptingStream(cache, out)) {
          in.transferTo(opening);
        }
      }
    };
  }
}
