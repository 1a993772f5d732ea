package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.cosmian.blob.BoundData;
import dev.provisioning.kms.cosmian.blob.Bulk;
import dev.provisioning.kms.cosmian.blob.Escape;
import dev.provisioning.kms.cosmian.blob.SealedBlob;
import dev.provisioning.kms.cosmian.kmip.DecryptInput;
import dev.provisioning.kms.cosmian.kmip.EncryptInput;
import dev.provisioning.kms.cosmian.kmip.Kmip;
import dev.provisioning.kms.cosmian.kmip.Sealed;
import dev.provisioning.kms.spi.http.TimeLimit;
import java.util.Arrays;

/** Encrypts and decrypts, and keeps the server's hidden batches away from both. */
final class CosmianCipher {
  /** One in 65536 ciphertexts begins like a batch; four in a row are no accident. */
  private static final int TRIES = 4;

  private final Kmip kmip;
  private final Successors successors;

  CosmianCipher(Kmip kmip, Successors successors) {
    this.kmip = kmip;
    this.successors = successors;
  }

  Ciphertext encrypt(String name, byte[] plaintext, EncryptionContext context) {
    String uid = successors.current(name);
    try {
      return encrypt(name, uid, plaintext, context);
    } catch (KmsException e) {
      String other = successors.instead(name, uid, e).orElseThrow(() -> e);
      return encrypt(name, other, plaintext, context);
    }
  }

  Ciphertext encrypt(String name, String uid, byte[] plaintext, EncryptionContext context) {
    byte[] sent = Escape.apply(plaintext);
    try {
      EncryptInput input = new EncryptInput(sent, bound(plaintext, context));
      for (int i = 0; i < TRIES; i++) {
        Sealed sealed = kmip.encrypt(uid, input);
        if (!misreadable(sealed)) {
          return ciphertext(name, uid, plaintext, sent.length, sealed);
        }
      }
    } finally {
      Arrays.fill(sent, (byte) 0);
    }
    throw KmsException.of(
        ErrorCode.INTERNAL, "the server makes only ciphertexts that it would misread itself");
  }

  static byte[] bound(byte[] plaintext, EncryptionContext context) {
    return BoundData.of(Escape.isNeeded(plaintext), context);
  }

  static boolean misreadable(Sealed sealed) {
    return Bulk.startsLike(sealed.data());
  }

  /**
   * What the server made, if it is what AES-GCM makes of that much and the key is the right one.
   *
   * @param asked the id that was asked to encrypt: a successor answers for itself alone
   */
  static Ciphertext ciphertext(
      String name, String asked, byte[] plaintext, int sent, Sealed sealed) {
    String uid = sealed.uid();
    String version = KeyNames.versionOf(name, uid).orElse("");
    boolean sameKey = uid.equals(asked) || KeyNames.isGeneration(name, uid);
    if (sealed.data().length != sent || version.isEmpty() || !sameKey) {
      throw KmsException.of(
          ErrorCode.INTERNAL, "the server encrypted something else, or with another key");
    }
    try {
      SealedBlob blob =
          new SealedBlob(Escape.isNeeded(plaintext), sealed.iv(), sealed.tag(), uid, sealed.data());
      return Ciphertext.of(CosmianKms.SCHEME, name, version, blob.toBytes());
    } catch (IllegalArgumentException e) {
      // As for data that it took for a batch: no IV and no tag.
      throw KmsException.of(ErrorCode.INTERNAL, "the server's ciphertext is not AES-GCM's");
    }
  }

  byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    return decrypt(ciphertext, context, TimeLimit.NONE);
  }

  byte[] decrypt(Ciphertext ciphertext, EncryptionContext context, TimeLimit left) {
    SealedBlob blob = blob(ciphertext, left);
    return plaintext(blob, kmip.decrypt(input(blob, context), left));
  }

  static DecryptInput input(SealedBlob blob, EncryptionContext context) {
    return new DecryptInput(
        blob.uid(), blob.data(), blob.iv(), blob.tag(), BoundData.of(blob.escaped(), context));
  }

  static byte[] plaintext(SealedBlob blob, byte[] opened) {
    if (opened.length != blob.data().length) {
      Arrays.fill(opened, (byte) 0);
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT, "the server opened something of another length");
    }
    return Escape.undo(opened, blob.escaped());
  }

  /**
   * Reads what is to be decrypted. The header says which key may be used, and is not authenticated:
   * the blob must be of that key and of the version in the header.
   */
  SealedBlob blob(Ciphertext ciphertext) {
    return blob(ciphertext, TimeLimit.NONE);
  }

  private SealedBlob blob(Ciphertext ciphertext, TimeLimit left) {
    SealedBlob blob = SealedBlob.parse(ciphertext.blob());
    String name = KeyNames.checked(ciphertext.keyId());
    boolean agree =
        KeyNames.versionOf(name, blob.uid()).filter(ciphertext.keyVersion()::equals).isPresent();
    if (!agree) {
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT, "header and ciphertext name different keys or versions");
    }
    successors.require(name, blob.uid(), left);
    return blob;
  }
}
