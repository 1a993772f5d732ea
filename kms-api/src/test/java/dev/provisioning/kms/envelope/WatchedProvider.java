package dev.provisioning.kms.envelope;

import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * A provider that is installed nowhere. It hands on to the JDK's and remembers who asked; where a
 * tag is wrong it leaves behind what a provider may that decrypts before it verifies.
 */
final class WatchedProvider extends Provider {
  private static final long serialVersionUID = 1L;
  private static final String GCM = "AES/GCM/NoPadding";
  static final byte LEAKED = 0x5A;

  final transient List<byte[]> leaks = new ArrayList<>();
  int sealed;
  int opened;

  WatchedProvider(String name) {
    super(name, "1", "for a test");
    putService(
        new Service(this, "Cipher", GCM, Spi.class.getName(), List.of(), Map.of()) {
          @Override
          public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            return new Spi(WatchedProvider.this);
          }
        });
  }

  private static final class Spi extends CipherSpi {
    private final WatchedProvider provider;
    private final Cipher jdk;
    private boolean decrypting;

    Spi(WatchedProvider provider) throws NoSuchAlgorithmException {
      this.provider = provider;
      try {
        this.jdk = Cipher.getInstance(GCM);
      } catch (NoSuchPaddingException e) {
        throw new NoSuchAlgorithmException(e);
      }
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
        throws InvalidKeyException, InvalidAlgorithmParameterException {
      decrypting = mode == Cipher.DECRYPT_MODE;
      jdk.init(mode, key, parameters);
    }

    @Override
    protected int engineDoFinal(byte[] in, int from, int length, byte[] out, int to)
        throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
      try {
        int written = jdk.doFinal(in, from, length, out, to);
        provider.sealed += decrypting ? 0 : 1;
        provider.opened += decrypting ? 1 : 0;
        return written;
      } catch (AEADBadTagException e) {
        Arrays.fill(out, to, to + length - Frames.TAG, LEAKED);
        provider.leaks.add(out);
        throw e;
      }
    }

    @Override
    protected byte[] engineDoFinal(byte[] in, int from, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected int engineUpdate(byte[] in, int from, int length, byte[] out, int to)
        throws ShortBufferException {
      return jdk.update(in, from, length, out, to);
    }

    @Override
    protected byte[] engineUpdate(byte[] in, int from, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineInit(
        int mode, Key key, @Nullable AlgorithmParameters parameters, SecureRandom random) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineInit(int mode, Key key, SecureRandom random) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineSetMode(String mode) {}

    @Override
    protected void engineSetPadding(String padding) {}

    @Override
    protected int engineGetBlockSize() {
      return jdk.getBlockSize();
    }

    @Override
    protected int engineGetOutputSize(int length) {
      return jdk.getOutputSize(length);
    }

    @Override
    protected byte[] engineGetIV() {
      return jdk.getIV();
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
      return null;
    }
  }
}
