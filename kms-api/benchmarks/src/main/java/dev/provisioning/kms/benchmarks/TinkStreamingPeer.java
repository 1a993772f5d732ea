package dev.provisioning.kms.benchmarks;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;

/** Tink's streams: one key for all messages and nothing wrapped, so the frames alone. */
final class TinkStreamingPeer implements Peer {
  private static final byte[] CONTEXT = Peers.CONTEXT.canonicalBytes();
  private static final int BUFFER = 64 * 1024;

  /** Length, salt of 32 bytes, nonce prefix of 7. */
  private static final int HEADER = 40;

  private final StreamingAead aead;
  private final long segment;

  private TinkStreamingPeer(StreamingAead aead, int segment) {
    this.aead = aead;
    this.segment = segment;
  }

  static TinkStreamingPeer of(AesGcmHkdfStreamingParameters parameters)
      throws GeneralSecurityException {
    StreamingAeadConfig.register();
    return new TinkStreamingPeer(
        KeysetHandle.generateNew(parameters)
            .getPrimitive(RegistryConfiguration.get(), StreamingAead.class),
        parameters.getCiphertextSegmentSizeBytes());
  }

  @Override
  public byte[] seal(byte[] plaintext) throws GeneralSecurityException, IOException {
    Fixed out = new Fixed(sealedSize(plaintext.length));
    try (OutputStream sealing = aead.newEncryptingStream(out, CONTEXT)) {
      sealing.write(plaintext);
    }
    return out.bytes;
  }

  private int sealedSize(int plaintext) {
    int tag = 16;
    long segments = (plaintext + HEADER + segment - tag - 1) / (segment - tag);
    return (int) (plaintext + HEADER + segments * tag);
  }

  @Override
  public byte[] open(byte[] sealed) throws GeneralSecurityException, IOException {
    byte[] out = new byte[openedSize(sealed.length)];
    try (InputStream opening =
        aead.newDecryptingStream(new ByteArrayInputStream(sealed), CONTEXT)) {
      if (opening.readNBytes(out, 0, out.length) != out.length || opening.read() >= 0) {
        throw new IOException("another size");
      }
    }
    return out;
  }

  private int openedSize(int sealed) {
    int tag = 16;
    return (int) (sealed - HEADER - (sealed + segment - 1) / segment * tag);
  }

  @Override
  public void seal(InputStream in, OutputStream out) throws GeneralSecurityException, IOException {
    OutputStream sealing = aead.newEncryptingStream(out, CONTEXT);
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      sealing.write(buffer, 0, n);
    }
    sealing.close();
  }

  @Override
  public void open(InputStream in, OutputStream out) throws GeneralSecurityException, IOException {
    InputStream opening = aead.newDecryptingStream(in, CONTEXT);
    byte[] buffer = new byte[BUFFER];
    for (int n = opening.read(buffer); n >= 0; n = opening.read(buffer)) {
      out.write(buffer, 0, n);
    }
  }

  /** An array of the right size from the start, so that Tink pays for no growing. */
  private static final class Fixed extends OutputStream {
    private final byte[] bytes;
    private int count;

    Fixed(int size) {
      bytes = new byte[size];
    }

    @Override
    public void write(int b) {
      bytes[count++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      System.arraycopy(from, offset, bytes, count, length);
      count += length;
    }
  }
}
