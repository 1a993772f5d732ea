package dev.provisioning.kms.testbench.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts and decrypts one item with one key, checking in the server's order. */
final class TransitCipher {
  private static final int NONCE = 12;
  private static final String PREFIX = "vault:v";
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,9}");
  private final SecureRandom random = new SecureRandom();

  /** The associated data is read late: everything else is checked before its base64. */
  String encrypt(
      TransitKey key, int version, byte[] plaintext, byte[] context, Supplier<byte[]> associated) {
    if (!key.type.encrypts()) {
      throw ItemFailure.user("message encryption not supported for key type " + key.type.text);
    }
    int used = key.encryptionVersion(version);
    byte[] sealed;
    if (key.type.isRsa()) {
      sealed = rsa(Cipher.ENCRYPT_MODE, key.version(used).pair().getPublic(), plaintext);
    } else {
      byte[] secret = derive(key, used, context);
      byte[] nonce = nonce(key, secret, plaintext);
      byte[] body = aead(Cipher.ENCRYPT_MODE, key.type, secret, nonce, plaintext, associated.get());
      sealed = ByteBuffer.allocate(NONCE + body.length).put(nonce).put(body).array();
    }
    return PREFIX + used + ":" + Params.encode(sealed);
  }

  byte[] decrypt(TransitKey key, String text, byte[] context, Supplier<byte[]> associated) {
    if (!key.type.encrypts()) {
      throw ItemFailure.user("message decryption not supported for key type " + key.type.text);
    }
    if (!text.startsWith(PREFIX)) {
      throw ItemFailure.user("invalid ciphertext: no prefix");
    }
    String[] fields = text.substring(PREFIX.length()).split(":", 2);
    if (fields.length != 2) {
      throw ItemFailure.user("invalid ciphertext: wrong number of fields");
    }
    int version = version(key, fields[0]);
    byte[] sealed = base64(fields[1]);
    if (key.type.isRsa()) {
      return rsa(Cipher.DECRYPT_MODE, key.version(version).pair().getPrivate(), sealed);
    }
    byte[] secret = derive(key, version, context);
    if (sealed.length < NONCE) {
      throw ItemFailure.user("invalid ciphertext length");
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE);
    byte[] body = Arrays.copyOfRange(sealed, NONCE, sealed.length);
    return aead(Cipher.DECRYPT_MODE, key.type, secret, nonce, body, associated.get());
  }

  private static int version(TransitKey key, String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw ItemFailure.user("invalid ciphertext: version number could not be decoded");
    }
    // The first servers counted from 0.
    int version = Math.max(Integer.parseInt(text), text.matches("[+-]?0+") ? 1 : -1);
    if (version > key.latest()) {
      throw ItemFailure.user("invalid ciphertext: version is too new");
    }
    if (version < key.minDecryption) {
      throw ItemFailure.user("ciphertext or signature version is disallowed by policy (too old)");
    }
    return version;
  }

  private static byte[] base64(String text) {
    try {
      return GoBase64.decode(text);
    } catch (Refusal e) {
      throw ItemFailure.user("invalid ciphertext: could not decode base64");
    }
  }

  /** HKDF-SHA-256 (RFC 5869) without salt, the context as info; one block is enough. */
  private static byte[] derive(TransitKey key, int version, byte[] context) {
    byte[] secret = key.version(version).secret();
    if (!key.derived) {
      return secret;
    }
    if (context.length == 0) {
      throw ItemFailure.user(
          "missing 'context' for key derivation; the key was created using a derived key, which"
              + " means additional, per-request information must be included in order to perform"
              + " operations with the key");
    }
    byte[] prk = hmac(new byte[32], secret);
    byte[] info = Arrays.copyOf(context, context.length + 1);
    info[context.length] = 1;
    return Arrays.copyOf(hmac(prk, info), key.type.size);
  }

  private byte[] nonce(TransitKey key, byte[] secret, byte[] plaintext) {
    if (key.convergent) {
      byte[] own = hmac(secret, "nonce".getBytes(StandardCharsets.US_ASCII));
      return Arrays.copyOf(hmac(own, plaintext), NONCE);
    }
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    return nonce;
  }

  private static byte[] hmac(byte[] key, byte[] input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] aead(
      int mode, KeyType type, byte[] secret, byte[] nonce, byte[] input, byte[] associated) {
    boolean aes = !type.equals(KeyType.CHACHA20);
    try {
      Cipher cipher = Cipher.getInstance(aes ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
      AlgorithmParameterSpec spec =
          aes ? new GCMParameterSpec(128, nonce) : new IvParameterSpec(nonce);
      cipher.init(mode, new SecretKeySpec(secret, type.algorithm), spec);
      cipher.updateAAD(associated);
      return cipher.doFinal(input);
    } catch (GeneralSecurityException | ProviderException e) {
      // The latter is what JDK 17 throws for less than a tag.
      throw ItemFailure.user(
          (aes ? "cipher" : "chacha20poly1305") + ": message authentication failed");
    }
  }

  private static byte[] rsa(int mode, Key key, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
      cipher.init(
          mode,
          key,
          new OAEPParameterSpec(
              "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new ItemFailure(
          ItemFailure.Kind.INTERNAL,
          "failed to RSA decrypt the ciphertext: crypto/rsa: decryption error");
    }
  }

  static byte[] optional(String base64) {
    return base64.isEmpty() ? new byte[0] : GoBase64.decode(base64);
  }

  static String text(byte[] plaintext) {
    return Base64.getEncoder().encodeToString(plaintext);
  }
}
