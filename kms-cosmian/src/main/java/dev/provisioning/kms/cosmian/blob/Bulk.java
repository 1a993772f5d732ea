package dev.provisioning.kms.cosmian.blob;

/**
 * The server's hidden batches: data that begin with two bytes 0x87 are taken for a list of texts
 * since 4.19, in both directions and without being asked for; some come back unencrypted and some
 * "open" unauthenticated (Cosmian/kms, {@code kmip_2_1/extra/bulk_data.rs}).
 */
public final class Bulk {
  private static final byte MARK = (byte) 0x87;

  private Bulk() {}

  /**
   * Tells whether the server could take bytes for a batch.
   *
   * @param data what is sent to it, or came from it
   * @return true for the two bytes that begin one, whatever follows
   */
  public static boolean startsLike(byte[] data) {
    return data.length >= 2 && data[0] == MARK && data[1] == MARK;
  }
}
