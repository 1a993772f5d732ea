package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/** Starts new messages: each with a data key, an id and a commitment of its own. */
final class MessageSealer {
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final Parts parts;

  MessageSealer(Parts parts) {
    this.parts = parts;
  }

  /** A header with the keys that belong to it; whoever takes the keys closes them. */
  private record Started(Header header, MessageKeys keys) {}

  private Started start(EncryptionContext context, boolean fileForm, long bytes) {
    DataKeys source = parts.dataKeys();
    try (WrappedDataKey dataKey = source.forSealing(context, bytes)) {
      List<Ciphertext> wrapped = dataKey.wrapped();
      int pages = fileForm ? pagesFor(wrapped) : Prefix.STREAM_FORM;
      Prefix prefix = Prefix.fresh(pages, source.areShared(), random(Prefix.ID));
      MessageKeys keys = MessageKeys.derive(dataKey.key(), prefix, context);
      return new Started(Header.of(prefix.committing(keys.commitment()), wrapped), keys);
    }
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    parts.random().nextBytes(bytes);
    return bytes;
  }

  private int pagesFor(List<Ciphertext> wrapped) {
    return Math.max(parts.slotPages(), Slot.pagesFor(WrappedKeys.write(wrapped).length));
  }

  byte[] seal(byte[] plaintext, EncryptionContext context) {
    Started message = start(context, false, plaintext.length);
    try (MessageKeys keys = message.keys()) {
      byte[] header = message.header().toBytes();
      long size = header.length + Frames.sealedSize(plaintext.length);
      if (size > MAX_ARRAY) {
        throw Invalid.tooLarge("the sealed bytes do not fit into an array; use streams");
      }
      byte[] out = Arrays.copyOf(header, (int) size);
      new WholeMessage(keys, parts.ciphers(), parts.workers()).seal(plaintext, out, header.length);
      return out;
    }
  }

  /** Writes a header; the frames follow through the returned object, which the caller closes. */
  FrameSealer sealTo(OutputStream target, EncryptionContext context, boolean fileForm)
      throws IOException {
    Started message = start(context, fileForm, 0);
    boolean written = false;
    try {
      target.write(message.header().toBytes());
      written = true;
      return new FrameSealer(
          target,
          message.keys(),
          parts.ciphers(),
          parts.workers(),
          total -> parts.dataKeys().charge(context, total));
    } finally {
      if (!written) {
        message.keys().close();
      }
    }
  }
}
