package dev.provisioning.kms.envelope;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The arithmetic of GHASH (NIST SP 800-38D), enough to make one ciphertext with one tag that two
 * keys accept: the tag is linear in each block, so that one free block solves the equation of both.
 */
final class Gcm {
  private static final BigInteger R = BigInteger.valueOf(0xE1).shiftLeft(120);
  private static final BigInteger ONE = BigInteger.ONE.shiftLeft(127);
  private static final int BLOCK = 16;

  private Gcm() {}

  /** Ciphertext and tag; the block of the given number is chosen by this. */
  static byte[] collide(
      SecretKey first, SecretKey second, byte[] nonce, byte[] ciphertext, int free)
      throws GeneralSecurityException {
    int n = ciphertext.length / BLOCK;
    BigInteger h1 = block(first, new byte[BLOCK]);
    BigInteger h2 = block(second, new byte[BLOCK]);
    byte[] counter = ByteBuffer.allocate(BLOCK).put(nonce).putInt(1).array();
    BigInteger mask1 = block(first, counter);
    List<BigInteger> blocks = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      blocks.add(new BigInteger(1, ciphertext, i * BLOCK, BLOCK));
    }
    blocks.add(BigInteger.valueOf(8L * ciphertext.length));
    BigInteger difference = mask1.xor(block(second, counter));
    for (int i = 0; i <= n; i++) {
      if (i != free) {
        BigInteger both = power(h1, n + 1 - i).xor(power(h2, n + 1 - i));
        difference = difference.xor(multiply(blocks.get(i), both));
      }
    }
    BigInteger factor = power(h1, n + 1 - free).xor(power(h2, n + 1 - free));
    BigInteger inverse = power(factor, BigInteger.TWO.pow(128).subtract(BigInteger.TWO));
    blocks.set(free, multiply(difference, inverse));
    BigInteger tag = mask1;
    for (int i = 0; i <= n; i++) {
      tag = tag.xor(multiply(blocks.get(i), power(h1, n + 1 - i)));
    }
    ByteBuffer out = ByteBuffer.allocate(ciphertext.length + BLOCK);
    blocks.subList(0, n).forEach(b -> out.put(bytes(b)));
    return out.put(bytes(tag)).array();
  }

  /** Plain AES-GCM, which throws if it does not accept. */
  static byte[] open(SecretKey key, byte[] nonce, byte[] sealed) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, nonce));
    return cipher.doFinal(sealed);
  }

  private static BigInteger block(SecretKey key, byte[] block) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key);
    return new BigInteger(1, cipher.doFinal(block));
  }

  private static BigInteger multiply(BigInteger x, BigInteger y) {
    BigInteger product = BigInteger.ZERO;
    BigInteger shifted = y;
    for (int bit = 127; bit >= 0; bit--) {
      if (x.testBit(bit)) {
        product = product.xor(shifted);
      }
      boolean carry = shifted.testBit(0);
      shifted = shifted.shiftRight(1);
      shifted = carry ? shifted.xor(R) : shifted;
    }
    return product;
  }

  private static BigInteger power(BigInteger x, int exponent) {
    return power(x, BigInteger.valueOf(exponent));
  }

  private static BigInteger power(BigInteger x, BigInteger exponent) {
    BigInteger result = ONE;
    for (int bit = exponent.bitLength() - 1; bit >= 0; bit--) {
      result = multiply(result, result);
      result = exponent.testBit(bit) ? multiply(result, x) : result;
    }
    return result;
  }

  private static byte[] bytes(BigInteger value) {
    byte[] minimal = value.toByteArray();
    byte[] out = new byte[BLOCK];
    int length = Math.min(BLOCK, minimal.length);
    System.arraycopy(minimal, minimal.length - length, out, BLOCK - length, length);
    return out;
  }
}
