package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.spi.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The certificate that a client shows, with its key. */
final class ClientIdentity {
  private final PrivateKey key;
  private final List<X509Certificate> chain;

  private ClientIdentity(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = List.copyOf(chain);
  }

  PrivateKey key() {
    return key;
  }

  X509Certificate[] chain() {
    return chain.toArray(X509Certificate[]::new);
  }

  static Optional<ClientIdentity> read(TlsSettings tls, Complaint complaint) {
    Path certificate = tls.certFile;
    Path key = tls.keyFile;
    if (certificate != null && key != null) {
      return Optional.of(
          new ClientIdentity(
                  PrivateKeys.read(key, tls.keyPassword, complaint),
                  Certificates.chain(certificate, complaint))
              .matching(new SettingFile("client_key_file", key, complaint)));
    }
    Path keystore = tls.keystoreFile;
    Secret password = tls.keystorePassword;
    return keystore == null || password == null
        ? Optional.empty()
        : Optional.of(
            pkcs12(new SettingFile("client_keystore_file", keystore, complaint), password));
  }

  private static ClientIdentity pkcs12(SettingFile file, Secret password) {
    byte[] bytes = file.bytes();
    char[] revealed = password.reveal();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), revealed);
      List<String> keys =
          Collections.list(store.aliases()).stream().filter(a -> isKey(store, a)).toList();
      if (keys.size() != 1) {
        throw file.wrong("has " + keys.size() + " private keys instead of one");
      }
      Certificate[] chain = store.getCertificateChain(keys.get(0));
      if (chain == null
          || !(store.getKey(keys.get(0), revealed) instanceof PrivateKey key)
          || !Arrays.stream(chain).allMatch(X509Certificate.class::isInstance)) {
        throw file.wrong("has no certificate for its private key");
      }
      return new ClientIdentity(key, Arrays.stream(chain).map(X509Certificate.class::cast).toList())
          .matching(file);
    } catch (IOException | GeneralSecurityException e) {
      throw file.wrong("is no PKCS#12 file, or client_keystore_password does not open it");
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(revealed, '\0');
    }
  }

  private static boolean isKey(KeyStore store, String alias) {
    try {
      return store.isKeyEntry(alias);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the store was loaded", e);
    }
  }

  /** Found here, a mix-up has a name; found by the server, it is a failed handshake. */
  private ClientIdentity matching(SettingFile file) {
    try {
      String algorithm =
          switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
          };
      byte[] sample = {1};
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(sample);
      byte[] signature = signer.sign();
      signer.initVerify(chain.get(0).getPublicKey());
      signer.update(sample);
      if (signer.verify(signature)) {
        return this;
      }
    } catch (GeneralSecurityException e) {
      // Another algorithm, or a curve this JDK does not know: it does not match either.
    }
    throw file.wrong("is not the key of the client's certificate, which must come first");
  }
}
