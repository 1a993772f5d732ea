package dev.provisioning.kms.vault.transit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.vault.transit.Chunks.Chunk;
import org.junit.jupiter.api.Test;

class ChunksTest {
  @Test
  void of_nothing_isNothing() {
    assertThat(Chunks.of(0, i -> 1)).isEmpty();
  }

  @Test
  void of_manySmallItems_hasAtMost150InOne() {
    assertThat(Chunks.of(301, i -> 1))
        .containsExactly(new Chunk(0, 150), new Chunk(150, 300), new Chunk(300, 301));
  }

  @Test
  void of_largeItems_hasAtMost512KiBInOne() {
    assertThat(Chunks.of(5, i -> 200 * 1024))
        .containsExactly(new Chunk(0, 2), new Chunk(2, 4), new Chunk(4, 5));
  }

  @Test
  void of_itemAboveTheLimit_goesAlone() {
    assertThat(Chunks.of(3, i -> i == 1 ? 9_000_000 : 1))
        .containsExactly(new Chunk(0, 1), new Chunk(1, 2), new Chunk(2, 3));
  }

  @Test
  void halves_ofAnOddChunk_areWhole() {
    assertThat(new Chunk(3, 8).halves()).containsExactly(new Chunk(3, 5), new Chunk(5, 8));
  }
}
