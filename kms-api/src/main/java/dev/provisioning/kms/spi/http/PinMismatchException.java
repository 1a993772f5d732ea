package dev.provisioning.kms.spi.http;

import java.security.cert.CertificateException;

/** A server's public key is none of those in {@code tls_pinned_sha256}. */
final class PinMismatchException extends CertificateException {
  private static final long serialVersionUID = 1L;

  PinMismatchException(String found) {
    super("its public key (SHA-256 " + found + ") is none of tls_pinned_sha256");
  }
}
