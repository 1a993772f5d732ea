package dev.provisioning.kms.envelope;

/** The sizes of frames: all of one size except the last. */
final class Frames {
  static final int PLAINTEXT = 64 * 1024;
  static final int TAG = 16;
  static final int SEALED = PLAINTEXT + TAG;

  /** The index of a frame has 32 bits in the nonce. */
  static final long MAX_COUNT = 1L << 32;

  private Frames() {}

  /** How many frames a plaintext fills; an empty one has an empty frame. */
  static long countOfPlaintext(long bytes) {
    return Math.max(1, (bytes + PLAINTEXT - 1) / PLAINTEXT);
  }

  static long sealedSize(long plaintext) {
    return plaintext + TAG * countOfPlaintext(plaintext);
  }

  /** How many frames stand in so many bytes. */
  static long countOfSealed(long bytes) {
    return (bytes + SEALED - 1) / SEALED;
  }

  /** The plaintext in so many bytes of frames, refusing what no plaintext has as its frames. */
  static long openedSize(long sealed) {
    long count = countOfSealed(sealed);
    long last = sealed - (count - 1) * SEALED;
    if (count == 0 || last < TAG) {
      throw Invalid.truncated();
    }
    if (count > MAX_COUNT) {
      throw Invalid.header("it has more frames than the format allows");
    }
    if (last == TAG && count > 1) {
      throw Invalid.emptyLastFrame();
    }
    return sealed - TAG * count;
  }
}
