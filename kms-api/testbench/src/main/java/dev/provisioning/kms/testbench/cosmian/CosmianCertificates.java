package dev.provisioning.kms.testbench.cosmian;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
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
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority made for one server, with the certificates of the server and its users as files. */
final class CosmianCertificates {
  private static final char[] PASSWORD = "in memory".toCharArray();

  private final Path folder;
  private final SecureRandom random = new SecureRandom();
  private final KeyPair authority;
  private final X509Certificate authorityCertificate;
  private final KeyStore keys;

  private CosmianCertificates(Path folder)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    this.folder = Files.createDirectories(folder);
    authority = keyPair();
    authorityCertificate = certificate("authority", authority, true);
    write("CERTIFICATE", authorityCertificate.getEncoded(), authorityFile());
    keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setCertificateEntry("authority", authorityCertificate);
  }

  /** With a server for loopback and the two users. */
  static CosmianCertificates make(Path folder) throws IOException {
    try {
      CosmianCertificates made = new CosmianCertificates(folder);
      for (String name : new String[] {"server", CosmianHost.OWNER, CosmianHost.STRANGER}) {
        made.issue(name);
      }
      return made;
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("no certificates", e);
    }
  }

  Path authorityFile() {
    return folder.resolve("authority.pem");
  }

  Path certificateFile(String name) {
    return folder.resolve(name + ".pem");
  }

  Path keyFile(String name) {
    return folder.resolve(name + ".key");
  }

  private void issue(String name)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPair pair = keyPair();
    X509Certificate made = certificate(name, pair, false);
    write("CERTIFICATE", made.getEncoded(), certificateFile(name));
    PrivateKey key = pair.getPrivate();
    write("PRIVATE KEY", key.getEncoded(), keyFile(name));
    keys.setKeyEntry(name, key, PASSWORD, new X509Certificate[] {made, authorityCertificate});
  }

  /** TLS as one of the names, which trusts the authority alone. */
  SSLContext context(String name) throws IOException {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(name, keys.getKey(name, PASSWORD), PASSWORD, keys.getCertificateChain(name));
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("authority", authorityCertificate);
      KeyManagerFactory manager = KeyManagerFactory.getInstance("PKIX");
      manager.init(own, PASSWORD);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(manager.getKeyManagers(), trust.getTrustManagers(), random);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS", e);
    }
  }

  private KeyPair keyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private X509Certificate certificate(String name, KeyPair pair, boolean ca)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=authority"),
            new BigInteger(64, random),
            Date.from(now.minus(Duration.ofDays(1))),
            Date.from(now.plus(Duration.ofDays(2))),
            new X500Name("CN=" + name),
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
    if (!ca) {
      GeneralName[] names = {
        new GeneralName(GeneralName.dNSName, "localhost"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1")
      };
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
  }

  private static void write(String what, byte[] der, Path file) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }
}
