package dev.provisioning.kms.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 4 GiB with a heap of 64 MiB. Its name keeps it out of ordinary builds: run it with {@code
 * -Dtest=LargeRun}, on a disk with 5 GiB.
 */
@Tag("large")
class LargeRun {
  @TempDir private Path folder;

  @Test
  void stream_fourGibibytes_comesBack() throws IOException, InterruptedException {
    assertThat(SmallHeapTest.run(folder, "64m", 4L << 30, 2)).contains("same 4294967296");
  }
}
