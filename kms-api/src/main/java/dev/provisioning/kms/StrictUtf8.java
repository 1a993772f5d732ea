package dev.provisioning.kms;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8 that refuses what it cannot say. {@code String.getBytes} turns an unpaired surrogate into a
 * question mark, which would bind or encrypt another text than the caller's.
 */
final class StrictUtf8 {
  private StrictUtf8() {}

  static boolean canEncode(String s) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(s);
  }

  static byte[] encode(String s) {
    try {
      ByteBuffer out =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(s));
      byte[] bytes = Arrays.copyOf(out.array(), out.limit());
      // The encoder's own array may hold a secret text.
      Arrays.fill(out.array(), (byte) 0);
      return bytes;
    } catch (CharacterCodingException e) {
      throw KmsException.of(
          ErrorCode.INVALID_ARGUMENT, "the text has an unpaired surrogate, which UTF-8 cannot say");
    }
  }

  static String decode(byte[] bytes) throws CharacterCodingException {
    CharBuffer out =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes));
    String text = out.toString();
    Arrays.fill(out.array(), '\0');
    return text;
  }
}
