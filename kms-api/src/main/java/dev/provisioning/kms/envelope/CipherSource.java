package dev.provisioning.kms.envelope;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/**
 * Where AES-256-GCM comes from: one provider, whatever is installed: the one that was passed in,
 * Corretto's, or the JDK's own.
 */
final class CipherSource {
  private static final String GCM = "AES/GCM/NoPadding";

  /**
   * The same with keys of 256 bits only, as an OID (RFC 5084). The JDK takes a name apart into its
   * four spellings at each call, which costs a fifth of a small message.
   */
  private static final String AES_256_GCM = "2.16.840.1.101.3.4.1.46";

  private static final String JDK = "SunJCE";

  private final Provider provider;
  private final String algorithm;

  private CipherSource(Provider provider) {
    this.provider = provider;
    this.algorithm = provider.getService("Cipher", AES_256_GCM) == null ? GCM : AES_256_GCM;
  }

  static CipherSource of(Provider provider) {
    CipherSource source = new CipherSource(provider);
    try {
      source.cipher();
      return source;
    } catch (GeneralSecurityException e) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION, "the provider " + provider.getName() + " has no AES-GCM", e);
    }
  }

  static CipherSource ofJdk() {
    Provider jdk = Security.getProvider(JDK);
    if (jdk != null) {
      return of(jdk);
    }
    try {
      // A Java without SunJCE, as IBM's, has its own.
      return new CipherSource(Cipher.getInstance(GCM).getProvider());
    } catch (GeneralSecurityException e) {
      throw KmsException.of(ErrorCode.CONFIGURATION, "this Java has no AES-GCM", e);
    }
  }

  Provider provider() {
    return provider;
  }

  private Cipher cipher() throws GeneralSecurityException {
    return Cipher.getInstance(algorithm, provider);
  }

  /** A cipher for one thread, with a key that is destroyed later than the cipher is used. */
  FrameCipher with(SecretKey key) {
    try {
      return new FrameCipher(cipher(), key, provider.getName().equals(JDK));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("it was there before", e);
    }
  }
}
