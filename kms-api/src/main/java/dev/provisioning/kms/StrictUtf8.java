package dev.provisioning.kms;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8 that refuses what it cannot say. {@code String.getBytes} turns an unpaired surrogate into a
 * question mark, which would bind or encrypt another text than the caller's.
 */
final class StrictUtf8 {
  private static final int ASCII = 0x7F;

  private StrictUtf8() {}

  static boolean canEncode(String s) {
    return isAscii(s) || StandardCharsets.UTF_8.newEncoder().canEncode(s);
  }

  /** Nearly every text; an encoder for it would cost more than the rest of a call. */
  private static boolean isAscii(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (s.charAt(i) > ASCII) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  static byte[] encode(String s) {
    if (isAscii(s)) {
      return s.getBytes(StandardCharsets.US_ASCII);
    }
    // At most three bytes for a char: a pair of surrogates becomes four.
    byte[] room = new byte[Math.multiplyExact(s.length(), 3)];
    ByteBuffer out = ByteBuffer.wrap(room);
    CoderResult result =
        StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .encode(CharBuffer.wrap(s), out, true);
    try {
      if (result.isError()) {
        throw KmsException.of(
            ErrorCode.INVALID_ARGUMENT,
            "the text has an unpaired surrogate, which UTF-8 cannot say");
      }
      return Arrays.copyOf(room, out.position());
    } finally {
      // The text may be a secret.
      Arrays.fill(room, (byte) 0);
    }
  }

  /** Checks without making a text: a String of a secret cannot be wiped. */
  static boolean canDecode(byte[] bytes) {
    if (isAscii(bytes)) {
      return true;
    }
    char[] room = new char[bytes.length];
    try {
      return !decode(bytes, CharBuffer.wrap(room)).isError();
    } finally {
      Arrays.fill(room, '\0');
    }
  }

  static String decode(byte[] bytes) throws CharacterCodingException {
    if (isAscii(bytes)) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
    char[] room = new char[bytes.length];
    CharBuffer out = CharBuffer.wrap(room);
    try {
      CoderResult result = decode(bytes, out);
      if (result.isError()) {
        result.throwException();
      }
      return new String(room, 0, out.position());
    } finally {
      Arrays.fill(room, '\0');
    }
  }

  private static CoderResult decode(byte[] bytes, CharBuffer out) {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(bytes), out, true);
  }
}
