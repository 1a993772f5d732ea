package dev.provisioning.kms;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes the byte form field by field, with anything in each field. */
final class CiphertextBytes {
  String magic = "KMS\u0001";
  int flags = 1;
  String scheme = "vault";
  String keyId = "transit/app";
  String version = "3";
  int keyCount = 2;
  List<String> keys = List.of("env", "service");
  String blob = "blob";
  int blobLength = 4;
  String rest = "";

  byte[] write() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(magic.getBytes(ISO_8859_1));
    out.write(flags);
    out.write(scheme.length());
    out.writeBytes(scheme.getBytes(ISO_8859_1));
    out.writeBytes(u16(keyId));
    out.write(version.length());
    out.writeBytes(version.getBytes(ISO_8859_1));
    if ((flags & 1) == 1) {
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) keyCount).array());
      keys.forEach(key -> out.writeBytes(u16(key)));
    }
    out.writeBytes(ByteBuffer.allocate(4).putInt(blobLength).array());
    out.writeBytes(blob.getBytes(ISO_8859_1));
    out.writeBytes(rest.getBytes(ISO_8859_1));
    return out.toByteArray();
  }

  private static byte[] u16(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(2 + bytes.length).putShort((short) bytes.length).put(bytes).array();
  }
}
