package dev.provisioning.kms.spi.http;

import java.io.IOException;

/** An answer has more bytes than the settings allow. */
final class BodyLimitException extends IOException {
  private static final long serialVersionUID = 1L;

  BodyLimitException(long limit) {
    super("the answer has more than " + limit + " bytes");
  }
}
