package dev.provisioning.kms.envelope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The frames of a message that is in memory, each at a place that is known before. */
final class WholeMessage {
  private static final int FRAMES_EACH = 4;

  private final MessageKeys keys;
  private final CipherSource ciphers;
  private final Workers workers;

  WholeMessage(MessageKeys keys, CipherSource ciphers, Workers workers) {
    this.keys = keys;
    this.ciphers = ciphers;
    this.workers = workers;
  }

  private interface OneFrame {
    void run(FrameCipher cipher, long index, boolean last);
  }

  /** Seals into the rest of an array, which is exactly as large as the frames. */
  void seal(byte[] plaintext, byte[] out, int offset) {
    each(
        Frames.countOfPlaintext(plaintext.length),
        (cipher, index, last) -> {
          int from = (int) (index * Frames.PLAINTEXT);
          int length = Math.min(Frames.PLAINTEXT, plaintext.length - from);
          int to = (int) (offset + index * Frames.SEALED);
          cipher.seal(index, last, plaintext, from, length, out, to);
        });
  }

  /** Opens the rest of an array; all or nothing. */
  byte[] open(byte[] message, int offset) {
    int sealed = message.length - offset;
    byte[] plaintext = new byte[(int) Frames.openedSize(sealed)];
    boolean done = false;
    try {
      each(
          Frames.countOfSealed(sealed),
          (cipher, index, last) -> {
            int from = (int) (offset + index * Frames.SEALED);
            int length = Math.min(Frames.SEALED, message.length - from);
            int to = (int) (index * Frames.PLAINTEXT);
            cipher.open(index, last, message, from, length, plaintext, to);
          });
      done = true;
      return plaintext;
    } finally {
      if (!done) {
        Arrays.fill(plaintext, (byte) 0);
      }
    }
  }

  private void each(long frames, OneFrame one) {
    AtomicLong next = new AtomicLong();
    Thread caller = Thread.currentThread();
    Runnable share =
        () -> {
          FrameCipher cipher = ciphers.with(keys.payload());
          long from = next.getAndAdd(FRAMES_EACH);
          while (from < frames) {
            FrameTask.refuseInterrupted(caller);
            for (long i = from; i < Math.min(frames, from + FRAMES_EACH); i++) {
              one.run(cipher, i, i == frames - 1);
            }
            from = next.getAndAdd(FRAMES_EACH);
          }
        };
    long shares = (frames + FRAMES_EACH - 1) / FRAMES_EACH;
    List<FrameTask> tasks = new ArrayList<>();
    for (long i = 1; i < Math.min(shares, workers.threads()); i++) {
      FrameTask task = new FrameTask(share);
      tasks.add(task);
      workers.offer(task);
    }
    boolean done = false;
    try {
      share.run();
      tasks.forEach(FrameTask::join);
      done = true;
    } finally {
      if (!done) {
        // No more shares, and nobody at work when the arrays are wiped.
        next.set(frames);
        tasks.forEach(FrameTask::abandon);
      }
    }
  }
}
