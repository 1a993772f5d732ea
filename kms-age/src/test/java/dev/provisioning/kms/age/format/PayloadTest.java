package dev.provisioning.kms.age.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadTest {
  @Test
  void chunkNonce_counterAndFlag_bigEndianThenOneByte() {
    assertThat(Payload.chunkNonce(0x0102030405060708L, true))
        .containsExactly(0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 1);
    assertThat(Payload.chunkNonce(1, false)).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
  }

  @Test
  void sizes_atTheEdgesOfChunks_fitEachOther() {
    long[][] pairs = {
      {0, 16}, {1, 17}, {65536, 65552}, {65537, 65569}, {131072, 131104}, {1L << 40, 1099780063232L}
    };
    for (long[] pair : pairs) {
      assertThat(Payload.sealedSize(pair[0])).isEqualTo(pair[1]);
      assertThat(Payload.openedSize(pair[1])).isEqualTo(pair[0]);
    }
    assertThat(Payload.openedSize(65552 + 5)).isEqualTo(65536);
    assertThat(Payload.openedSize(5)).isZero();
  }
}
