package dev.provisioning.kms.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes too long for each build; {@code -Plarge} runs it. */
class LargeRun {
  @TempDir private Path folder;

  @Test
  void stream_fourGibibytesInSixtyFourMebibytes_comesBack()
      throws IOException, InterruptedException {
    assertThat(SmallHeapTest.run("64m", SmallHeap.STREAM, 4L << 30, folder))
        .contains("same 4294967296");
  }

  @Test
  void file_oneGibibyteInSixtyFourMebibytes_comesBack() throws IOException, InterruptedException {
    assertThat(SmallHeapTest.run("64m", SmallHeap.FILES, 1L << 30, folder))
        .contains("same 1073741824");
  }
}
