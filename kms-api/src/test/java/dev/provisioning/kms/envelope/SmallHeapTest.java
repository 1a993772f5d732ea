package dev.provisioning.kms.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Memory does not grow with the size of a stream. */
class SmallHeapTest {
  @TempDir private Path folder;

  @Test
  void stream_fourTimesTheHeap_comesBack() throws IOException, InterruptedException {
    assertThat(run("16m", SmallHeap.STREAM, 64L << 20, folder)).contains("same 67108864");
  }

  @Test
  void file_fourTimesTheHeap_comesBack() throws IOException, InterruptedException {
    assertThat(run("16m", SmallHeap.FILES, 64L << 20, folder)).contains("same 67108864");
  }

  /** Runs {@link SmallHeap} in a JVM of its own and returns what it printed. */
  static String run(String heap, String how, long size, Path folder)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                where(Envelope.class)
                    + File.pathSeparator
                    + where(SmallHeap.class)
                    + File.pathSeparator
                    + where(LoggerFactory.class),
                SmallHeap.class.getName(),
                how,
                Long.toString(size),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(text).isZero();
      return text;
    }
  }

  private static String where(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }
}
