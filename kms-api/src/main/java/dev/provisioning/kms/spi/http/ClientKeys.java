package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.spi.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** The certificate that a client shows, with its key. */
final class ClientKeys {
  private ClientKeys() {}

  static KeyManager[] of(TlsSettings tls) throws GeneralSecurityException, IOException {
    Path chain = tls.certificate();
    Path key = tls.key();
    if (chain != null && key != null) {
      return pem(chain, PemPrivateKey.read(key, tls.keyPassword()));
    }
    Path file = tls.keystore();
    Secret password = tls.keystorePassword();
    return file != null && password != null ? pkcs12(file, password) : new KeyManager[0];
  }

  private static KeyManager[] pem(Path file, PrivateKey key)
      throws GeneralSecurityException, IOException {
    List<X509Certificate> chain = PemCertificates.read("client_cert_file", file);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] nothing = new char[0];
    store.setKeyEntry("client", key, nothing, chain.toArray(X509Certificate[]::new));
    return managers(store, nothing);
  }

  private static KeyManager[] pkcs12(Path file, Secret password) throws GeneralSecurityException {
    byte[] bytes = PemFile.bytes("client_keystore_file", file);
    char[] revealed = password.reveal();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), revealed);
      return managers(store, revealed);
    } catch (IOException e) {
      throw PemFile.wrong(
          "client_keystore_file",
          file,
          "is no PKCS#12 file, or client_keystore_password does not open it");
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(revealed, '\0');
    }
  }

  private static KeyManager[] managers(KeyStore store, char[] password)
      throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }
}
