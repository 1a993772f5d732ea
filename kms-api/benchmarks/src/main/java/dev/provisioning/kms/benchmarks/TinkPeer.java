package dev.provisioning.kms.benchmarks;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;

/** Tink's envelope, for whole messages: no commitment, and the context is not bound to the key. */
final class TinkPeer implements Peer {
  private static final byte[] CONTEXT = Peers.CONTEXT.canonicalBytes();

  private final Aead aead;

  private TinkPeer(Aead aead) {
    this.aead = aead;
  }

  static TinkPeer envelope(LocalKey key) throws GeneralSecurityException {
    AeadConfig.register();
    return new TinkPeer(KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, key.aead()));
  }

  @Override
  public byte[] seal(byte[] plaintext) throws GeneralSecurityException {
    return aead.encrypt(plaintext, CONTEXT);
  }

  @Override
  public byte[] open(byte[] sealed) throws GeneralSecurityException {
    return aead.decrypt(sealed, CONTEXT);
  }

  @Override
  public void seal(InputStream in, OutputStream out) throws GeneralSecurityException, IOException {
    out.write(seal(in.readAllBytes()));
  }

  @Override
  public void open(InputStream in, OutputStream out) throws GeneralSecurityException, IOException {
    out.write(open(in.readAllBytes()));
  }
}
