package dev.provisioning.kms.spi.http;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
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
    // The JDK's client sets it as well, unless a system property of the whole JVM says otherwise.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  static SSLContext context(TlsSettings tls, Complaint complaint) {
    SSLContext given = tls.context;
    SSLContext context = given == null ? own(tls, complaint) : given;
    String name = tls.serverName;
    boolean resumes = tls.certFile == null && tls.keystoreFile == null;
    if (name == null && resumes) {
      return context;
    }
    AtomicInteger connections = new AtomicInteger();
    return EngineContext.of(
        context,
        (host, port) -> {
          // The port is what the JDK remembers a session by. Servers that ask for certificates may
          // refuse to go on with one (OpenSSL without a session id context), as Cosmian's does.
          int hint = resumes ? port : connections.incrementAndGet();
          return name == null
              ? context.createSSLEngine(host, hint)
              : new NamedEngine(context.createSSLEngine(name, hint), name);
        });
  }

  private static SSLContext own(TlsSettings tls, Complaint complaint) {
    KeyManager[] keys =
        ClientIdentity.read(tls, complaint)
            .map(identity -> new KeyManager[] {new ShownKey(identity)})
            // Not null, which would offer keys of the system's properties.
            .orElseGet(() -> new KeyManager[0]);
    try {
      X509ExtendedTrustManager chains = tls.verify ? chains(tls.caFile, complaint) : null;
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {new ServerTrust(chains, new Pins(tls.pins))}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw complaint.about(
          "tls_verify", "cannot be done by this JDK: " + e.getClass().getSimpleName());
    }
  }

  private static X509ExtendedTrustManager chains(@Nullable Path caFile, Complaint complaint)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(caFile == null ? null : authorities(caFile, complaint));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager chains) {
        return chains;
      }
    }
    throw new GeneralSecurityException("this JDK has no trust manager for X.509");
  }

  private static KeyStore authorities(Path caFile, Complaint complaint)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int count = 0;
    for (X509Certificate authority : Certificates.authorities(caFile, complaint)) {
      count++;
      store.setCertificateEntry("ca-" + count, authority);
    }
    return store;
  }
}
