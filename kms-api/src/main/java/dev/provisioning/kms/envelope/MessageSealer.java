package dev.provisioning.kms.envelope;

import dev.provisioning.kms.EncryptionContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Starts new messages: each with a data key, an id and a commitment of its own. */
final class MessageSealer {
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;
  private static final long FIRST_GENERATION = 1;

  private final Parts parts;

  MessageSealer(Parts parts) {
    this.parts = parts;
  }

  /** A header with the keys that belong to it; whoever takes the keys closes them. */
  private static final class Started {
    private final byte[] header;
    private final MessageKeys keys;

    Started(byte[] header, MessageKeys keys) {
      this.header = header;
      this.keys = keys;
    }
  }

  private Started start(EncryptionContext context, boolean fileForm, long bytes) {
    DataKeys source = parts.dataKeys();
    try (WrappedDataKey dataKey = source.forSealing(context, bytes)) {
      byte[] list = WrappedKeys.write(dataKey.wrapped());
      int pages =
          fileForm ? Math.max(parts.slotPages(), Slot.pagesFor(list.length)) : Prefix.STREAM_FORM;
      Prefix prefix = Prefix.fresh(pages, source.areShared(), random(Prefix.ID));
      MessageKeys keys = MessageKeys.derive(dataKey.key(), prefix, context);
      boolean started = false;
      try {
        Prefix complete = prefix.committing(keys.commitment());
        Started message = new Started(Header.toBytes(complete, list, FIRST_GENERATION), keys);
        started = true;
        return message;
      } finally {
        if (!started) {
          keys.close();
        }
      }
    }
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    parts.random().nextBytes(bytes);
    return bytes;
  }

  byte[] seal(byte[] plaintext, EncryptionContext context) {
    Started message = start(context, false, plaintext.length);
    try (MessageKeys keys = message.keys) {
      byte[] header = message.header;
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
      target.write(message.header);
      written = true;
      return new FrameSealer(
          target,
          message.keys,
          parts.ciphers(),
          parts.workers(),
          total -> parts.dataKeys().charge(context, total));
    } finally {
      if (!written) {
        message.keys.close();
      }
    }
  }
}
