package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import java.util.HexFormat;
import java.util.List;

/**
 * What the header of a message says. Nothing of it is authenticated.
 *
 * @param form what it is
 * @param keys the wrapped keys, any one of which opens it; of a ciphertext, itself
 * @param sharedKey whether its data key may seal other messages too
 * @param messageId the id of the message, 64 hexadecimal digits; empty for a ciphertext
 */
public record EnvelopeInfo(
    EnvelopeForm form, List<Ciphertext> keys, boolean sharedKey, String messageId) {
  /**
   * Checks and copies the components.
   *
   * @param form see the record
   * @param keys see the record
   * @param sharedKey see the record
   * @param messageId see the record
   */
  public EnvelopeInfo {
    keys = List.copyOf(keys);
  }

  static EnvelopeInfo of(Header header) {
    Prefix prefix = header.prefix();
    return new EnvelopeInfo(
        prefix.isFileForm() ? EnvelopeForm.FILE : EnvelopeForm.STREAM,
        header.keys(),
        prefix.sharesKey(),
        HexFormat.of().formatHex(prefix.messageId()));
  }

  static EnvelopeInfo of(Ciphertext ciphertext) {
    return new EnvelopeInfo(EnvelopeForm.CIPHERTEXT, List.of(ciphertext), false, "");
  }
}
