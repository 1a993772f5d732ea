package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.FRAME;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KmsUnavailableException;
import dev.provisioning.kms.testing.FakeKms;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputStreamTest {
  private final FakeKms fake = FakeKms.create().withKey("k1");
  private final Envelope envelope = Envelope.builder(fake.client()).threads(2).build();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, FRAME - 1, FRAME, FRAME + 1, 4 * FRAME, 8 * FRAME, 9 * FRAME + 3})
  void finish_afterWritesOfAnySize_completes(int size) throws IOException {
    byte[] plaintext = plaintext(size);
    try (EnvelopeOutputStream stream = envelope.sealTo(out, CONTEXT)) {
      int done = 0;
      for (int step = 1; done < size; step = step * 3 + 1) {
        int length = Math.min(step, size - done);
        stream.write(plaintext, done, length);
        stream.flush();
        done += length;
      }
      stream.finish();
    }
    assertThat(envelope.open(out.toByteArray(), CONTEXT)).isEqualTo(plaintext);
  }

  @Test
  void write_oneByte_isSealed() throws IOException {
    EnvelopeOutputStream stream = envelope.sealTo(out, CONTEXT);
    stream.write(7);
    stream.finish();
    assertThat(envelope.open(out.toByteArray(), CONTEXT)).containsExactly(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, FRAME, 9 * FRAME})
  void close_withoutFinish_throwsAndLeavesATruncatedMessage(int size) throws IOException {
    EnvelopeOutputStream stream = envelope.sealTo(out, CONTEXT);
    stream.write(plaintext(size));
    assertThatThrownBy(stream::close)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("finish");
    stream.close();
    assertThatThrownBy(() -> envelope.open(out.toByteArray(), CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void write_afterFinishOrClose_isRefused() throws IOException {
    EnvelopeOutputStream stream = envelope.sealTo(out, CONTEXT);
    stream.finish();
    assertThatThrownBy(() -> stream.write(1)).hasMessageContaining("finished");
    assertThatThrownBy(stream::finish).hasMessageContaining("finished");
    stream.close();
    assertThatThrownBy(() -> stream.write(1)).hasMessageContaining("closed");
  }

  @Test
  void write_afterATargetThatFailed_isRefused() throws IOException {
    Failing target = new Failing();
    EnvelopeOutputStream stream = envelope.sealTo(target, CONTEXT);
    target.fails = true;
    assertThatThrownBy(() -> stream.write(plaintext(40 * FRAME))).hasMessage("full");
    target.fails = false;
    assertThatThrownBy(() -> stream.write(1)).hasMessageContaining("failed before");
    assertThatThrownBy(stream::finish).hasMessageContaining("failed before");
    assertThatThrownBy(stream::close).hasMessageContaining("truncated");
  }

  @Test
  void write_changedArrayAfterwards_sealsWhatItWas() throws IOException {
    EnvelopeOutputStream stream = envelope.sealTo(out, CONTEXT);
    byte[] buffer = plaintext(6 * FRAME);
    stream.write(buffer);
    Arrays.fill(buffer, (byte) 0);
    stream.finish();
    assertThat(envelope.open(out.toByteArray(), CONTEXT)).isEqualTo(plaintext(6 * FRAME));
  }

  @Test
  void sealTo_backendThatIsDown_writesNothing() {
    fake.failNext(ErrorCode.UNAVAILABLE, 4);
    assertThatThrownBy(() -> envelope.sealTo(out, CONTEXT))
        .isInstanceOf(KmsUnavailableException.class);
    assertThat(out.size()).isZero();
  }

  /** Two threads in one frame would seal its index twice, or lose what one of them wrote. */
  @Test
  void write_secondThreadMeanwhile_waitsForItsTurn() throws Exception {
    Holding target = new Holding(out);
    EnvelopeOutputStream stream = Envelope.of(fake.client()).sealTo(target, CONTEXT);
    target.held = true;
    FutureTask<Boolean> first = writing(stream, plaintext(3 * FRAME));
    new Thread(first).start();
    target.entered.await();
    FutureTask<Boolean> second = writing(stream, new byte[10]);
    Thread other = new Thread(second);
    other.start();
    while (other.getState() != Thread.State.WAITING && other.isAlive()) {
      Thread.onSpinWait();
    }
    target.released.countDown();
    assertThat(first.get()).isTrue();
    assertThat(second.get()).isTrue();
    stream.finish();
    assertThat(envelope.open(out.toByteArray(), CONTEXT))
        .isEqualTo(Arrays.copyOf(plaintext(3 * FRAME), 3 * FRAME + 10));
  }

  private static FutureTask<Boolean> writing(EnvelopeOutputStream stream, byte[] bytes) {
    return new FutureTask<>(
        () -> {
          stream.write(bytes);
          return true;
        });
  }

  /** Holds its first write until it is released. */
  private static final class Holding extends FilterOutputStream {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean held;

    Holding(OutputStream target) {
      super(target);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (held) {
        entered.countDown();
        try {
          released.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      out.write(bytes, offset, length);
    }
  }

  private static final class Failing extends OutputStream {
    private boolean fails;

    @Override
    public void write(int b) throws IOException {
      if (fails) {
        throw new IOException("full");
      }
    }
  }
}
