package dev.provisioning.kms.testbench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An authority of a test's own with a certificate for servers on this machine: 127.0.0.1, localhost
 * and {@value #SERVER_NAME}. Its files live until it is closed.
 */
public final class TestAuthority implements AutoCloseable {
  /** A name in the server's certificate that resolves nowhere. */
  public static final String SERVER_NAME = "server.test";

  private final Path folder = DataFolder.create("authority");
  private final KeyPair pair = newPair();
  private final X509Certificate certificate;
  private final TestIdentity server;

  private TestAuthority() {
    X500Name name = new X500Name("CN=kms test authority");
    this.certificate = sign(name, pair, null);
    write(caFile(), pem("CERTIFICATE", encoded(certificate)));
    this.server = issue("server", KeyPurposeId.id_kp_serverAuth);
  }

  /** Makes an authority with new keys. */
  public static TestAuthority create() {
    return new TestAuthority();
  }

  /** The authority's certificate as PEM. */
  public Path caFile() {
    return folder.resolve("ca.pem");
  }

  /** What a server needs. */
  public TestIdentity server() {
    return server;
  }

  /** Makes what a client needs to show who it is. */
  public TestIdentity client(String commonName) {
    return issue(commonName, KeyPurposeId.id_kp_clientAuth);
  }

  /** The SHA-256 of the server's public key, in base64, as a pin names it. */
  public String serverPin() {
    try {
      byte[] key = server.certificate().getPublicKey().getEncoded();
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** TLS of a server with this authority's certificate, which trusts the authority's clients. */
  public SSLContext serverContext() {
    return context(server);
  }

  /** TLS of a client that trusts this authority and shows nothing. */
  public SSLContext clientContext() {
    return context(null);
  }

  @Override
  public void close() {
    DataFolder.delete(folder);
  }

  private SSLContext context(@Nullable TestIdentity own) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", certificate);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          own == null ? null : keys(own).getKeyManagers(),
          trust.getTrustManagers(),
          new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyManagerFactory keys(TestIdentity own) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own.keyStore(), TestIdentity.PASSWORD.toCharArray());
    return keys;
  }

  private TestIdentity issue(String commonName, KeyPurposeId purpose) {
    KeyPair own = newPair();
    X509Certificate issued = sign(new X500Name("CN=" + commonName), own, purpose);
    return TestIdentity.write(folder, commonName, own.getPrivate(), issued, certificate);
  }

  /** Without a purpose it is the authority's own. */
  private X509Certificate sign(X500Name subject, KeyPair own, @Nullable KeyPurposeId purpose) {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=kms test authority"),
            new BigInteger(64, new SecureRandom()).add(BigInteger.ONE),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofDays(1))),
            subject,
            own.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(purpose == null));
      if (purpose == null) {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      } else {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        builder.addExtension(Extension.subjectAlternativeName, false, names(subject, purpose));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GeneralNames names(X500Name subject, KeyPurposeId purpose) {
    if (purpose.equals(KeyPurposeId.id_kp_clientAuth)) {
      String name = subject.toString().substring("CN=".length());
      return new GeneralNames(new GeneralName(GeneralName.dNSName, name));
    }
    return new GeneralNames(
        new GeneralName[] {
          new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
          new GeneralName(GeneralName.dNSName, "localhost"),
          new GeneralName(GeneralName.dNSName, SERVER_NAME)
        });
  }

  static KeyPair newPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String type, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
  }

  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
