package dev.provisioning.kms;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The byte form of a ciphertext, as the README of this module describes it: strict, bounded, and
 * with one form for each value, so that equal ciphertexts are equal bytes.
 */
final class CiphertextFormat {
  private static final byte[] MAGIC = {'K', 'M', 'S', 1};
  private static final int HAS_CONTEXT_KEYS = 1;
  private static final int DATA_KEY = 2;
  private static final int MAX_SCHEME = 32;
  private static final int MAX_KEY_ID = 2048;
  private static final int MAX_KEY_VERSION = 64;

  private CiphertextFormat() {}

  /** Says what is wrong with the parts of a ciphertext; null if nothing is. */
  static @Nullable String complaint(String backend, String keyId, String version, int blobLength) {
    if (!isScheme(backend)) {
      return "the backend is not a scheme of 1 to 32 characters a-z 0-9 + . -";
    }
    if (keyId.isEmpty() || keyId.length() > MAX_KEY_ID || !isVisibleAscii(keyId)) {
      return "the key id is not 1 to 2048 visible ASCII characters";
    }
    if (version.length() > MAX_KEY_VERSION || !isVisibleAscii(version)) {
      return "the key version is not 0 to 64 visible ASCII characters";
    }
    if (blobLength == 0 || blobLength > Ciphertext.MAX_BLOB) {
      return "the blob is empty or larger than " + Ciphertext.MAX_BLOB + " bytes";
    }
    return null;
  }

  static boolean isScheme(String s) {
    return !s.isEmpty()
        && s.length() <= MAX_SCHEME
        && s.charAt(0) >= 'a'
        && s.charAt(0) <= 'z'
        && isSchemeText(s);
  }

  private static boolean isSchemeText(String s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && "+.-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  static boolean isVisibleAscii(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (s.charAt(i) < 0x21 || s.charAt(i) > 0x7E) {
        return false;
      }
    }
    return true;
  }

  static byte[] write(Ciphertext c, byte[] blob) {
    byte[] scheme = c.backend().getBytes(StandardCharsets.US_ASCII);
    byte[] keyId = c.keyId().getBytes(StandardCharsets.US_ASCII);
    byte[] version = c.keyVersion().getBytes(StandardCharsets.US_ASCII);
    @Nullable List<String> keys = c.contextKeys().orElse(null);
    List<byte[]> names = new ArrayList<>();
    int size = MAGIC.length + 1 + 1 + scheme.length + 2 + keyId.length + 1 + version.length;
    if (keys != null) {
      size += 2;
      for (String key : keys) {
        byte[] name = StrictUtf8.encode(key);
        names.add(name);
        size += 2 + name.length;
      }
    }
    ByteBuffer out = ByteBuffer.allocate(size + 4 + blob.length).put(MAGIC);
    out.put((byte) ((keys == null ? 0 : HAS_CONTEXT_KEYS) | (c.isDataKey() ? DATA_KEY : 0)));
    out.put((byte) scheme.length).put(scheme);
    out.putShort((short) keyId.length).put(keyId);
    out.put((byte) version.length).put(version);
    if (keys != null) {
      out.putShort((short) names.size());
      for (byte[] name : names) {
        out.putShort((short) name.length).put(name);
      }
    }
    return out.putInt(blob.length).put(blob).array();
  }

  static Ciphertext parse(byte[] bytes) {
    Fields in = new Fields(ByteBuffer.wrap(bytes));
    if (!Arrays.equals(in.take("magic", MAGIC.length), MAGIC)) {
      throw bad("it does not start with the magic bytes and version of a ciphertext");
    }
    int flags = in.u8("flags");
    if ((flags & ~(HAS_CONTEXT_KEYS | DATA_KEY)) != 0) {
      throw bad("flags are set that this version does not know");
    }
    String scheme = ascii(in.take("backend", in.u8("backend")));
    String keyId = ascii(in.take("key id", in.u16("key id")));
    String version = ascii(in.take("key version", in.u8("key version")));
    @Nullable List<String> keys = (flags & HAS_CONTEXT_KEYS) == 0 ? null : contextKeys(in);
    byte[] blob = in.take("blob", in.i32("blob"));
    in.end();
    String complaint = complaint(scheme, keyId, version, blob.length);
    if (complaint != null) {
      throw bad(complaint);
    }
    return new Ciphertext(scheme, keyId, version, (flags & DATA_KEY) != 0, keys, blob);
  }

  private static List<String> contextKeys(Fields in) {
    int count = in.u16("context keys");
    List<String> keys = new ArrayList<>();
    byte[] before = {};
    int total = 0;
    for (int i = 0; i < count; i++) {
      byte[] key = in.take("context keys", in.u16("context keys"));
      total += key.length;
      if (total > EncryptionContext.MAX_BYTES || Arrays.compareUnsigned(before, key) >= 0) {
        throw bad("the context keys are too long, empty, repeated or not sorted");
      }
      keys.add(text(key));
      before = key;
    }
    return List.copyOf(keys);
  }

  private static String text(byte[] key) {
    try {
      String text = StrictUtf8.decode(key);
      if (CanonicalContext.isName(text)) {
        return text;
      }
    } catch (CharacterCodingException e) {
      throw bad("a context key is not UTF-8");
    }
    throw bad("a context key has a character that cannot be shown");
  }

  /** Bytes above 0x7E become characters that {@link #complaint} refuses. */
  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static KmsException bad(String what) {
    return KmsException.of(ErrorCode.INVALID_CIPHERTEXT, "not a valid ciphertext: " + what);
  }

  /** Reads fields and never more than is there, so that a length is no reason to allocate. */
  private record Fields(ByteBuffer in) {
    byte[] take(String field, int length) {
      need(field, length);
      byte[] bytes = new byte[length];
      in.get(bytes);
      return bytes;
    }

    int u8(String field) {
      need(field, 1);
      return Byte.toUnsignedInt(in.get());
    }

    int u16(String field) {
      need(field, 2);
      return Short.toUnsignedInt(in.getShort());
    }

    int i32(String field) {
      need(field, 4);
      return in.getInt();
    }

    void end() {
      if (in.hasRemaining()) {
        throw bad("there are " + in.remaining() + " bytes after its end");
      }
    }

    private void need(String field, int length) {
      if (length < 0 || length > in.remaining()) {
        throw bad("it is cut off in its " + field);
      }
    }
  }
}
