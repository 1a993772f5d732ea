package dev.provisioning.kms.service.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeldBackTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void write_upToTheLimit_isHeldUntilReleased() throws IOException {
    byte[] all = bytes(HeldBack.MOST);
    try (HeldBack held = new HeldBack(out)) {
      held.write(all, 0, 100_000);
      held.write(all[100_000]);
      held.write(all, 100_001, all.length - 100_001);
      assertThat(out.size()).isZero();
      held.release();
    }
    assertThat(out.toByteArray()).isEqualTo(all);
  }

  @Test
  void write_moreThanTheLimit_isLetThroughInOrder() throws IOException {
    byte[] all = bytes(HeldBack.MOST + 70_000);
    try (HeldBack held = new HeldBack(out)) {
      held.write(all, 0, HeldBack.MOST);
      assertThat(out.size()).isZero();
      held.write(all[HeldBack.MOST]);
      assertThat(out.size()).isEqualTo(HeldBack.MOST + 1);
      held.write(all, HeldBack.MOST + 1, all.length - HeldBack.MOST - 1);
      held.release();
    }
    assertThat(Arrays.equals(out.toByteArray(), all)).isTrue();
  }

  @Test
  void close_withoutRelease_releasesNothing() throws IOException {
    HeldBack held = new HeldBack(out);
    held.write(bytes(100_000));
    held.close();
    held.release();
    assertThat(out.size()).isZero();
  }
}
