package dev.provisioning.kms.spi.http;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificates of a PEM file, in their order. */
final class Certificates {
  private static final String LABEL = "CERTIFICATE";

  private Certificates() {}

  /** Reads authorities; anything else in their file is a mistake, a private key a grave one. */
  static List<X509Certificate> authorities(Path path, Complaint complaint) {
    try (PemFile file = PemFile.read("ca_file", path, complaint)) {
      if (!file.blocks().stream().allMatch(block -> block.label.equals(LABEL))) {
        throw file.wrong("has more than certificates");
      }
      return parse(file);
    }
  }

  /** Reads a client's chain, beside which its key may stand. */
  static List<X509Certificate> chain(Path path, Complaint complaint) {
    try (PemFile file = PemFile.read("client_cert_file", path, complaint)) {
      return parse(file);
    }
  }

  private static List<X509Certificate> parse(PemFile file) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory x509 = CertificateFactory.getInstance("X.509");
      for (PemFile.Block block : file.blocks()) {
        if (block.label.equals(LABEL)) {
          ByteArrayInputStream der = new ByteArrayInputStream(block.der);
          certificates.add((X509Certificate) x509.generateCertificate(der));
          if (der.available() > 0) {
            throw file.wrong("has something after a certificate, within its block");
          }
        }
      }
    } catch (CertificateException e) {
      throw file.wrong("has a certificate that cannot be read");
    }
    if (certificates.isEmpty()) {
      throw file.wrong("has no certificate (-----BEGIN CERTIFICATE-----)");
    }
    return certificates;
  }
}
