package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rewrap that is killed at any of its writes leaves the old header or the new one. */
class RewrapCrashTest {
  private static final int OPERATIONS = 4;
  private static final int CHANCES = 40;

  @TempDir private Path folder;
  private Path file;
  private final FakeKms fake = FakeKms.create().withKey("k1");
  private final FakeKms other = FakeKms.create().withKey("k2");
  private final Envelope normal = Envelope.of(fake.client());
  private final Envelope target = Envelope.of(other.client());

  @BeforeEach
  void seal() throws IOException {
    Path source = Files.write(folder.resolve("plain"), plaintext(100));
    file = folder.resolve("sealed");
    normal.seal(source, file, CONTEXT);
  }

  @Test
  void moveTo_notKilled_takesFourOperationsAndWipesTheOldSlot() throws IOException {
    KilledFiles disk = new KilledFiles(Integer.MAX_VALUE, 0);
    assertThat(on(disk).moveTo(file, CONTEXT, target)).isEqualTo(EnvelopeChange.IN_PLACE);
    assertThat(disk.operations).isEqualTo(OPERATIONS);
    byte[] bytes = Files.readAllBytes(file);
    assertThat(Arrays.copyOfRange(bytes, Prefix.PAGE, 3 * Prefix.PAGE))
        .isEqualTo(new byte[2 * Prefix.PAGE]);
    assertThat(target.open(bytes, CONTEXT)).isEqualTo(plaintext(100));
  }

  @Test
  void moveTo_killedAtAnyOperation_opensByTheOldOrTheNewClient() throws IOException {
    byte[] before = Files.readAllBytes(file);
    List<Ciphertext> old = Envelope.inspect(file).keys();
    int moved = 0;
    for (int operation = 0; operation < OPERATIONS; operation++) {
      for (long seed = 0; seed < CHANCES; seed++) {
        Files.write(file, before);
        KilledFiles disk = new KilledFiles(operation, seed);
        assertThatThrownBy(() -> on(disk).moveTo(file, CONTEXT, target))
            .isInstanceOf(KilledFiles.Killed.class);
        boolean isOld = Envelope.inspect(file).keys().equals(old);
        moved += isOld ? 0 : 1;
        Envelope reader = isOld ? normal : target;
        assertThat(reader.open(Files.readAllBytes(file), CONTEXT)).isEqualTo(plaintext(100));
        // And nothing is in the way of the next one.
        assertThat(reader.rewrap(file, CONTEXT)).isEqualTo(EnvelopeChange.IN_PLACE);
        assertThat(reader.open(Files.readAllBytes(file), CONTEXT)).isEqualTo(plaintext(100));
      }
    }
    assertThat(moved).isGreaterThanOrEqualTo(2 * CHANCES);
  }

  @Test
  void rewrap_killedAgainAndAgain_losesNothing() throws IOException {
    for (int i = 0; i < 100; i++) {
      KilledFiles disk = new KilledFiles(i % OPERATIONS, i);
      assertThatThrownBy(() -> on(disk).rewrap(file, CONTEXT))
          .isInstanceOf(KilledFiles.Killed.class);
      assertThat(normal.open(Files.readAllBytes(file), CONTEXT)).isEqualTo(plaintext(100));
    }
  }

  private Envelope on(FileLayer disk) {
    return Envelope.builder(fake.client()).files(disk).build();
  }
}
