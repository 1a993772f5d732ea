package dev.provisioning.kms.service.cli.io;

import java.io.FilterInputStream;
import java.io.InputStream;

/**
 * Standard input without shortcuts: {@code FileInputStream.readNBytes} of Java 17 asks for the
 * position, which a pipe does not have.
 */
final class PipedInput extends FilterInputStream {
  PipedInput(InputStream in) {
    super(in);
  }
}
