package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever is done to a ciphertext: an error or the same plaintext, never another one. */
interface TamperingContract extends Contract {
  private Ciphertext made() {
    return kms().encrypt(Samples.secret(), CONTEXT);
  }

  /** Returns whether it opened; with anything but the plaintext the test fails. */
  private boolean opens(byte[] tampered, Set<ErrorCode> codes) {
    try {
      byte[] plaintext = kms().decrypt(Ciphertext.parse(tampered), CONTEXT);
      assertThat(plaintext).isEqualTo(Samples.secret());
      return true;
    } catch (KmsException e) {
      assertThat(codes).as(e.toString()).contains(e.code());
      return false;
    }
  }

  private Ciphertext withBlob(Ciphertext made, byte[] blob) {
    return Ciphertext.of(made.backend(), made.keyId(), made.keyVersion(), blob);
  }

  @Test
  default void header_anyByteFlipped_givesAnErrorOrTheSame() {
    Ciphertext made = made();
    byte[] bytes = made.toBytes();
    int header = bytes.length - made.blob().length;
    Set<ErrorCode> codes = EnumSet.of(ErrorCode.INVALID_CIPHERTEXT, ErrorCode.ACCESS_DENIED);
    for (int i = 0; i < header; i++) {
      for (int bit : new int[] {0x01, 0x02, 0x20, 0x80}) {
        byte[] tampered = bytes.clone();
        tampered[i] ^= (byte) bit;
        opens(tampered, codes);
      }
    }
  }

  @Test
  default void bytes_cutOffAnywhere_areRefused() {
    byte[] bytes = made().toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> Ciphertext.parse(cut));
    }
  }

  /** One text form of a server may have one bit that its base64 ignores, hence at most one. */
  @Test
  default void blob_anyByteFlipped_isRefused() {
    Ciphertext made = made();
    byte[] blob = made.blob();
    int opened = 0;
    for (int i = 0; i < blob.length; i++) {
      byte[] tampered = blob.clone();
      tampered[i] ^= (byte) (1 << (i % 8));
      byte[] whole = withBlob(made, tampered).toBytes();
      opened += opens(whole, EnumSet.of(ErrorCode.INVALID_CIPHERTEXT)) ? 1 : 0;
    }
    if (opened > 1) {
      fail("of %d blobs with a flipped byte, %d opened", blob.length, opened);
    }
  }

  @Test
  default void blob_cutOffAnywhere_isRefused() {
    Ciphertext made = made();
    byte[] blob = made.blob();
    for (int length = 1; length < blob.length; length++) {
      Ciphertext cut = withBlob(made, Arrays.copyOf(blob, length));
      Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decrypt(cut, CONTEXT));
    }
  }

  @Test
  default void blob_withMoreAtItsEnd_isRefused() {
    Ciphertext made = made();
    byte[] blob = made.blob();
    for (byte more : new byte[] {0, '\n', 'A', (byte) 0xFF}) {
      byte[] longer = Arrays.copyOf(blob, blob.length + 1);
      longer[blob.length] = more;
      Ciphertext extended = withBlob(made, longer);
      Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decrypt(extended, CONTEXT));
    }
  }

  @Test
  default void blob_ofAnotherPlaintext_doesNotMix() {
    byte[] one = made().blob();
    Ciphertext other = kms().encrypt(Samples.bytes(Samples.secret().length), CONTEXT);
    byte[] two = other.blob();
    int half = Math.min(one.length, two.length) / 2;
    byte[] mixed = Arrays.copyOf(two, two.length);
    System.arraycopy(one, 0, mixed, 0, half);
    Ciphertext spliced = withBlob(other, mixed);
    Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decrypt(spliced, CONTEXT));
  }
}
