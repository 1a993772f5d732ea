package dev.provisioning.kms.benchmarks;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Provider;
import java.util.function.UnaryOperator;

/** Ours: an envelope over a whole client. */
final class KmsPeer implements Peer {
  private final Envelope envelope;

  private KmsPeer(Envelope envelope) {
    this.envelope = envelope;
  }

  /** Passed, since an envelope would find Corretto by itself here. */
  static KmsPeer on(Provider provider, UnaryOperator<EnvelopeBuilder> settings) {
    EnvelopeBuilder builder = Envelope.builder(Kms.of(new LocalBackend(new LocalKey(provider))));
    return new KmsPeer(settings.apply(builder.provider(provider)).build());
  }

  @Override
  public byte[] seal(byte[] plaintext) {
    return envelope.seal(plaintext, Peers.CONTEXT);
  }

  @Override
  public byte[] open(byte[] sealed) {
    return envelope.open(sealed, Peers.CONTEXT);
  }

  @Override
  public void seal(InputStream in, OutputStream out) throws IOException {
    envelope.seal(in, out, Peers.CONTEXT);
  }

  @Override
  public void open(InputStream in, OutputStream out) throws IOException {
    envelope.open(in, out, Peers.CONTEXT);
  }
}
