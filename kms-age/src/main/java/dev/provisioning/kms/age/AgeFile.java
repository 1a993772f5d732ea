package dev.provisioning.kms.age;

import dev.provisioning.kms.age.format.Armor;
import dev.provisioning.kms.age.format.Header;
import dev.provisioning.kms.age.format.Limits;
import dev.provisioning.kms.age.format.Payload;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file of which the header is read.
 *
 * @param armored whether it came in the text form
 * @param header its header
 * @param source the binary form, now at the payload nonce
 */
record AgeFile(boolean armored, Header header, InputStream source) {
  static AgeFile read(InputStream in, Limits limits) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in);
    boolean armored = Armor.isArmored(buffered);
    InputStream source = armored ? Armor.decode(buffered) : buffered;
    return new AgeFile(armored, Header.read(source, limits), source);
  }

  /** Reads the payload nonce, which the format counts as part of the header. */
  byte[] readNonce() throws IOException {
    byte[] nonce = source.readNBytes(Payload.NONCE_BYTES);
    if (nonce.length < Payload.NONCE_BYTES) {
      throw noNonce();
    }
    return nonce;
  }

  static AgeException noNonce() {
    return new AgeException(
        AgeException.Failure.HEADER, "the file ends within or before the payload nonce");
  }
}
