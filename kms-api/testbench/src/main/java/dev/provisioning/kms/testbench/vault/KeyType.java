package dev.provisioning.kms.testbench.vault;

/** The key types that the stand-in has; XChaCha20 and the post-quantum ones it leaves out. */
enum KeyType {
  AES128("aes128-gcm96", 16, "AES"),
  AES256("aes256-gcm96", 32, "AES"),
  CHACHA20("chacha20-poly1305", 32, "ChaCha20"),
  RSA2048("rsa-2048", 2048, "RSA"),
  RSA3072("rsa-3072", 3072, "RSA"),
  RSA4096("rsa-4096", 4096, "RSA"),
  ED25519("ed25519", 0, "Ed25519");

  final String text;

  /** Bytes of a symmetric key, bits of an RSA key. */
  final int size;

  final String algorithm;

  KeyType(String text, int size, String algorithm) {
    this.text = text;
    this.size = size;
    this.algorithm = algorithm;
  }

  static KeyType of(String text) {
    for (KeyType type : values()) {
      if (type.text.equals(text)) {
        return type;
      }
    }
    throw Refusal.bad("unknown key type " + text);
  }

  boolean isRsa() {
    return algorithm.equals("RSA");
  }

  /** Whether associated data can be bound. */
  boolean isAead() {
    return this == AES128 || this == AES256 || this == CHACHA20;
  }

  boolean encrypts() {
    return this != ED25519;
  }

  boolean derives() {
    return isAead() || this == ED25519;
  }

  boolean signs() {
    return !isAead();
  }
}
