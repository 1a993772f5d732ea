package dev.provisioning.kms.testbench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;

/** A certificate and its key, in the file forms that servers and clients are configured with. */
public final class TestIdentity {
  /** Of every PKCS#12 file. */
  public static final String PASSWORD = "test-password";

  private final Path certificateFile;
  private final Path keyFile;
  private final Path keyStoreFile;
  private final X509Certificate certificate;
  private final KeyStore keyStore;

  private TestIdentity(
      Path certificateFile,
      Path keyFile,
      Path keyStoreFile,
      X509Certificate certificate,
      KeyStore keyStore) {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    this.keyStoreFile = keyStoreFile;
    this.certificate = certificate;
    this.keyStore = keyStore;
  }

  static TestIdentity write(
      Path folder, String name, PrivateKey key, X509Certificate own, X509Certificate issuer) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(name, key, PASSWORD.toCharArray(), new Certificate[] {own, issuer});
      Path file = folder.resolve(name + ".p12");
      try (OutputStream out = Files.newOutputStream(file)) {
        store.store(out, PASSWORD.toCharArray());
      }
      return new TestIdentity(
          TestAuthority.write(
              folder.resolve(name + ".pem"),
              TestAuthority.pem("CERTIFICATE", TestAuthority.encoded(own))),
          TestAuthority.write(
              folder.resolve(name + "-key.pem"),
              TestAuthority.pem("PRIVATE KEY", key.getEncoded())),
          file,
          own,
          store);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The certificate as PEM. */
  public Path certificateFile() {
    return certificateFile;
  }

  /** The private key as PEM, PKCS#8, not encrypted. */
  public Path keyFile() {
    return keyFile;
  }

  /** Both as PKCS#12 with {@link #PASSWORD}. */
  public Path keyStoreFile() {
    return keyStoreFile;
  }

  /** The certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  KeyStore keyStore() {
    return keyStore;
  }
}
