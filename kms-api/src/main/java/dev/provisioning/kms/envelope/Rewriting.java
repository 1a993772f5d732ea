package dev.provisioning.kms.envelope;

import dev.provisioning.kms.EncryptionContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Changes who can open a message: by a new header where that is enough, else by a fresh key. */
final class Rewriting {
  private final MessageOpener opener;
  private final MessageFiles files;
  private final HeaderRewriter headers;

  Rewriting(Parts parts, MessageOpener opener, MessageFiles files) {
    this.opener = opener;
    this.files = files;
    this.headers = new HeaderRewriter(parts, opener);
  }

  byte[] change(
      byte[] sealed, HeaderChange change, MessageSealer target, EncryptionContext context) {
    Header header = MessageOpener.header(sealed);
    return change.needsFreshKey(header)
        ? reseal(sealed, context, target)
        : headers.change(sealed, header, change, context);
  }

  EnvelopeChange change(
      Path file, HeaderChange change, MessageSealer target, EncryptionContext context)
      throws IOException {
    // A link stays one: the file that it names is changed.
    Path real = file.toRealPath();
    if (!change.needsFreshKey(MessageFiles.header(real))) {
      return headers.change(real, change, context);
    }
    files.reseal(real, context, target);
    return EnvelopeChange.RESEALED;
  }

  byte[] reseal(byte[] sealed, EncryptionContext context, MessageSealer target) {
    byte[] plaintext = opener.open(sealed, context);
    try {
      return target.seal(plaintext, context);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }
}
