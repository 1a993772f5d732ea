package dev.provisioning.kms.vault.transit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Cuts a batch into requests that servers take: OpenBao allows 1000 JSON strings, names included,
 * and a load balancer in between has limits on bytes.
 */
final class Chunks {
  static final int MOST_ITEMS = 150;
  static final int MOST_BYTES = 512 * 1024;

  private Chunks() {}

  /** A part of a batch, from one index to before another. */
  record Chunk(int from, int to) {
    int size() {
      return to - from;
    }

    List<Chunk> halves() {
      int middle = from + size() / 2;
      return List.of(new Chunk(from, middle), new Chunk(middle, to));
    }
  }

  /**
   * Cuts.
   *
   * @param count the items
   * @param bytes an item's size in the request; one that is larger than a request goes alone
   */
  static List<Chunk> of(int count, IntUnaryOperator bytes) {
    List<Chunk> chunks = new ArrayList<>();
    int from = 0;
    long size = 0;
    for (int i = 0; i < count; i++) {
      long item = bytes.applyAsInt(i);
      if (i > from && (i - from == MOST_ITEMS || size + item > MOST_BYTES)) {
        chunks.add(new Chunk(from, i));
        from = i;
        size = 0;
      }
      size += item;
    }
    if (from < count) {
      chunks.add(new Chunk(from, count));
    }
    return chunks;
  }
}
