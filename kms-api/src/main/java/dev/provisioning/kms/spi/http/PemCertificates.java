package dev.provisioning.kms.spi.http;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificates of a PEM file, in their order. */
final class PemCertificates {
  private PemCertificates() {}

  static List<X509Certificate> read(String setting, Path path) {
    List<X509Certificate> certificates = new ArrayList<>();
    try (PemFile file = PemFile.read(setting, path)) {
      CertificateFactory x509 = CertificateFactory.getInstance("X.509");
      for (PemFile.Block block : file.blocks("CERTIFICATE")) {
        certificates.add(
            (X509Certificate) x509.generateCertificate(new ByteArrayInputStream(block.der)));
      }
    } catch (CertificateException e) {
      throw PemFile.wrong(setting, path, "has a certificate that cannot be read");
    }
    if (certificates.isEmpty()) {
      throw PemFile.wrong(setting, path, "has no certificate (-----BEGIN CERTIFICATE-----)");
    }
    return certificates;
  }
}
