package dev.provisioning.kms.vault.wire;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpReply;
import java.util.List;
import java.util.Locale;

/**
 * A server that does not know a parameter ignores it and says so in a warning at most: an old one
 * would encrypt without the associated data and call that a success.
 */
final class Warnings {
  private Warnings() {}

  static void check(HttpReply reply, List<String> warnings, Sent sent) {
    for (String warning : warnings) {
      if (warning.toLowerCase(Locale.ROOT).contains("unrecognized parameter")) {
        throw KmsException.of(
            ErrorCode.UNSUPPORTED,
            reply.server()
                + " ignored a part of the request, so that its result is refused"
                + Said.of(warning, sent).said());
      }
    }
  }
}
