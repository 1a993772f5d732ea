package dev.provisioning.kms.envelope;

import dev.provisioning.kms.EncryptionContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The operations on whole files. A result appears under its name only when it is complete. */
final class MessageFiles {
  private final Parts parts;
  private final MessageSealer sealer;
  private final MessageOpener opener;

  MessageFiles(Parts parts, MessageSealer sealer, MessageOpener opener) {
    this.parts = parts;
    this.sealer = sealer;
    this.opener = opener;
  }

  long seal(Path source, Path target, EncryptionContext context, CopyOption... options)
      throws IOException {
    try (InputStream in = Files.newInputStream(source);
        NewFile file = NewFile.at(target, options);
        FrameSealer frames = sealer.sealTo(file.out(), context, true)) {
      long total = frames.transferFrom(in);
      frames.finish();
      file.publish();
      return total;
    }
  }

  long open(Path source, Path target, EncryptionContext context, CopyOption... options)
      throws IOException {
    try (MessageFile in = MessageFile.open(source);
        NewFile file = NewFile.at(target, options)) {
      long total = open(in, file.out(), context);
      file.publish();
      return total;
    }
  }

  private long open(MessageFile in, OutputStream out, EncryptionContext context)
      throws IOException {
    if (in.isCiphertext()) {
      return opener.open(in.from(0), out, context);
    }
    Header header = in.header();
    return opener.frames(header, in.from(header.length()), out, context);
  }

  SeekableByteChannel channel(Path source, EncryptionContext context) throws IOException {
    MessageFile file = MessageFile.open(source);
    MessageKeys keys = null;
    boolean open = false;
    try {
      Header header = file.header();
      keys = opener.unlock(header, context).takeKeys();
      SeekableByteChannel channel =
          new EnvelopeChannel(file.channel(), header, keys, parts.ciphers());
      open = true;
      return channel;
    } finally {
      if (!open) {
        if (keys != null) {
          keys.close();
        }
        file.close();
      }
    }
  }

  static Header header(Path path) throws IOException {
    try (MessageFile file = MessageFile.open(path)) {
      return file.header();
    }
  }

  /** Opens and seals at once, so that no plaintext touches the disk. */
  void reseal(Path path, EncryptionContext context, MessageSealer to) throws IOException {
    try (MessageFile in = MessageFile.open(path);
        NewFile file = NewFile.at(path, StandardCopyOption.REPLACE_EXISTING).keepingAccess();
        FrameSealer frames = to.sealTo(file.out(), context, true)) {
      byte[] start = in.start();
      open(in, new SealedOutput(frames), context);
      frames.finish();
      in.requireUnchanged(start);
      file.publish();
    }
  }

  private static final class SealedOutput extends OutputStream {
    private final FrameSealer frames;

    SealedOutput(FrameSealer frames) {
      this.frames = frames;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      frames.write(bytes, offset, length);
    }
  }
}
