package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Makes what the JDK's client needs of {@link TlsSettings}. */
final class Tls {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private Tls() {}

  static SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(PROTOCOLS.clone());
    return parameters;
  }

  static SSLContext context(TlsSettings tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      ServerTrust trust =
          new ServerTrust(tls.verify() ? chains(tls.caFile()) : null, new Pins(tls.pins()));
      context.init(ClientKeys.of(tls), new TrustManager[] {trust}, null);
      String name = tls.serverName();
      return name == null ? context : NamedContext.of(context, name);
    } catch (GeneralSecurityException | IOException e) {
      throw KmsException.of(ErrorCode.CONFIGURATION, "the TLS settings cannot be used", e);
    }
  }

  private static X509ExtendedTrustManager chains(@Nullable Path caFile)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(caFile == null ? null : authorities(caFile));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager chains) {
        return chains;
      }
    }
    throw new GeneralSecurityException("this JDK has no trust manager for X.509");
  }

  private static KeyStore authorities(Path caFile) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int count = 0;
    for (X509Certificate authority : PemCertificates.read("ca_file", caFile)) {
      count++;
      store.setCertificateEntry("ca-" + count, authority);
    }
    return store;
  }
}
