package dev.provisioning.kms.observe;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of a chain: HMAC-SHA-256 over a line. Not safe for use by several threads; a chain has
 * one writer. The key bytes are the UTF-8 of the secret, so that a file of hexadecimal or base64
 * text is a key as it is.
 */
final class ChainKey {
  private static final int LEAST = 32;
  private static final int MOST = 4096;

  private final Mac mac;

  private ChainKey(Mac mac) {
    this.mac = mac;
  }

  static ChainKey of(Secret secret) {
    char[] chars = secret.reveal();
    byte[] bytes = new byte[3 * chars.length];
    ByteBuffer encoded = ByteBuffer.wrap(bytes);
    try {
      boolean text =
          !StandardCharsets.UTF_8
              .newEncoder()
              .encode(CharBuffer.wrap(chars), encoded, true)
              .isError();
      if (!text || encoded.position() < LEAST || encoded.position() > MOST) {
        throw KmsException.of(
            ErrorCode.CONFIGURATION,
            "an audit key has 32 to 4096 bytes, such as 64 random hexadecimal digits");
      }
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes, 0, encoded.position(), "HmacSHA256"));
      return new ChainKey(mac);
    } catch (GeneralSecurityException e) {
      throw KmsException.of(ErrorCode.INTERNAL, "this JVM has no HMAC-SHA-256", e);
    } finally {
      Arrays.fill(chars, '\0');
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The authentication code of the beginning of a line, in hexadecimal digits. */
  String code(byte[] line, int length) {
    mac.update(line, 0, length);
    return HexFormat.of().formatHex(mac.doFinal());
  }
}
