package dev.provisioning.kms.benchmarks;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.envelope.CacheLimits;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;

/** Whom the benchmarks measure, by the names in their parameters. */
final class Peers {
  static final EncryptionContext CONTEXT = EncryptionContext.parse("env=prod,service=api");

  /** Far more than a run does, so that it measures hits. */
  static final long CACHED_MESSAGES = 1L << 32;

  static final Duration CACHED_AGE = Duration.ofHours(1);

  /** With arrays, and where it seals, the AWS Encryption SDK is faster so than with its 4 KiB. */
  private static final int LARGE_FRAMES = 64 * 1024;

  private static final String ACCP =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private Peers() {}

  /**
   * Returns the provider of AES-GCM. The Corretto provider is also made the first of this JVM,
   * because the peers take what comes first; without it nothing is installed.
   */
  static Provider provider(String name) throws GeneralSecurityException {
    if (name.equals("jdk")) {
      return Security.getProvider("SunJCE");
    }
    try {
      Provider accp = (Provider) Class.forName(ACCP).getDeclaredConstructor().newInstance();
      Security.insertProviderAt(accp, 1);
      return accp;
    } catch (ReflectiveOperationException e) {
      throw new GeneralSecurityException("no Corretto provider here", e);
    }
  }

  static Peer peer(String name, Provider provider) throws GeneralSecurityException {
    CacheLimits limits =
        CacheLimits.maxAge(CACHED_AGE).maxMessages(CACHED_MESSAGES).maxBytes(Long.MAX_VALUE);
    return switch (name) {
      case "kms" -> KmsPeer.on(provider, builder -> builder);
      case "kms-cached" -> KmsPeer.on(provider, builder -> builder.cache(limits));
      case "kms-2-threads" -> KmsPeer.on(provider, builder -> builder.threads(2));
      case "aws-encryption-sdk" -> AwsPeer.withKeyring(LARGE_FRAMES);
      case "aws-encryption-sdk-4kb" -> AwsPeer.withKeyring(AwsCrypto.getDefaultFrameSize());
      case "aws-encryption-sdk-cached" -> AwsPeer.withCache(LARGE_FRAMES);
      case "tink" -> TinkPeer.envelope(new LocalKey(provider));
      case "tink-streaming-1mb" ->
          TinkStreamingPeer.of(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB);
      case "tink-streaming-4kb" ->
          TinkStreamingPeer.of(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_4KB);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
