package dev.provisioning.kms.age;

import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.format.ArmorWriter;
import dev.provisioning.kms.age.format.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** A new header before the old payload. */
final class Rewrap {
  private Rewrap() {}

  static void run(InputStream in, OutputStream out, AgeDecryption from, AgeEncryption to)
      throws IOException {
    if (!Arrays.equals(from.canonicalContext(), to.canonicalContext())) {
      throw new IllegalArgumentException("rewrap keeps the context: both sides need the same one");
    }
    AgeFile file = AgeFile.read(in, Limits.STREAM);
    byte[] header;
    try (FileKey fileKey = from.unlock(file.header())) {
      header = to.header(fileKey, Limits.STREAM);
    }
    byte[] nonce = file.readNonce();
    if (to.isArmored()) {
      ArmorWriter armor = new ArmorWriter(out);
      copy(header, nonce, file.source(), armor);
      armor.finish();
    } else {
      copy(header, nonce, file.source(), out);
    }
    out.flush();
  }

  private static void copy(byte[] header, byte[] nonce, InputStream payload, OutputStream out)
      throws IOException {
    out.write(header);
    out.write(nonce);
    payload.transferTo(out);
  }
}
