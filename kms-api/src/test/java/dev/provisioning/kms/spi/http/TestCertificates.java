package dev.provisioning.kms.spi.http;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/** A certificate authority for one test. */
final class TestCertificates {
  static final Duration YEAR = Duration.ofDays(365);

  /** A certificate with its key. */
  record Identity(X509Certificate certificate, KeyPair keys) {}

  private final Identity authority;

  private TestCertificates(Identity authority) {
    this.authority = authority;
  }

  static TestCertificates authority() {
    KeyPair keys = keys("EC");
    Instant now = Instant.now();
    return new TestCertificates(
        new Identity(
            sign("CN=Test CA", keys, null, keys, now.minus(YEAR), now.plus(YEAR), true), keys));
  }

  X509Certificate certificate() {
    return authority.certificate();
  }

  Identity server(String name) {
    Instant now = Instant.now();
    return issue("CN=server", keys("EC"), name, now.minus(YEAR), now.plus(YEAR));
  }

  Identity expired(String name) {
    Instant now = Instant.now();
    return issue("CN=server", keys("EC"), name, now.minus(YEAR), now.minus(Duration.ofDays(1)));
  }

  Identity client(String algorithm) {
    Instant now = Instant.now();
    return issue("CN=client", keys(algorithm), "client", now.minus(YEAR), now.plus(YEAR));
  }

  private Identity issue(String subject, KeyPair keys, String name, Instant from, Instant to) {
    return new Identity(sign(subject, keys, name, authority.keys(), from, to, false), keys);
  }

  static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(256);
      } else if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate sign(
      String subject,
      KeyPair keys,
      @Nullable String name,
      KeyPair issuer,
      Instant from,
      Instant to,
      boolean authority) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=Test CA"),
              BigInteger.valueOf(System.nanoTime()),
              Date.from(from),
              Date.from(to),
              new X500Name(subject),
              keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (name != null) {
        int type = name.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName;
        builder.addExtension(
            Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(type, name)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A server's side: its own certificate, and clients of this authority. */
  SSLContext context(Identity identity) {
    return context(identity, this);
  }

  /** A client's side. */
  SSLContext trusting() {
    return context(null, this);
  }

  private static SSLContext context(@Nullable Identity identity, TestCertificates trusted) {
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry("ca", trusted.certificate());
      TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
      trusts.init(trust);
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(identity == null ? null : keystore(identity, "secret"), "secret".toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyStore keystore(Identity identity, String password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "key",
          identity.keys().getPrivate(),
          password.toCharArray(),
          new X509Certificate[] {identity.certificate()});
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path pem(Path file, Object... objects) {
    try {
      return Files.writeString(file, pem(objects));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String pem(Object... objects) {
    try (StringWriter text = new StringWriter();
        JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        writer.writeObject(object);
      }
      writer.flush();
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SEC 1 (RFC 5915) with its curve, as OpenSSL writes it and bcpkix does not. */
  static String sec1(KeyPair keys) {
    ECPrivateKey key = (ECPrivateKey) keys.getPrivate();
    try {
      byte[] der =
          new org.bouncycastle.asn1.sec.ECPrivateKey(
                  256, key.getS(), new ASN1ObjectIdentifier("1.2.840.10045.3.1.7"))
              .getEncoded();
      return pem(new PemObject("EC PRIVATE KEY", der));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PKCS#8, which bcpkix writes for no key that has an older form. */
  static PemObject pkcs8(KeyPair keys) {
    return new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded());
  }
}
