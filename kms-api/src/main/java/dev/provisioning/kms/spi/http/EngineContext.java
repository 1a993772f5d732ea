package dev.provisioning.kms.spi.http;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * A TLS context that makes its engines in a way of its own: the JDK's client takes names and
 * sessions from the address alone.
 */
final class EngineContext extends SSLContextSpi {
  private final SSLContext real;
  private final Engines engines;

  /** Makes the engine of one connection. */
  interface Engines {
    SSLEngine make(String host, int port);
  }

  private EngineContext(SSLContext real, Engines engines) {
    this.real = real;
    this.engines = engines;
  }

  static SSLContext of(SSLContext real, Engines engines) {
    return new SSLContext(
        new EngineContext(real, engines), real.getProvider(), real.getProtocol()) {};
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return engines.make(host, port);
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    throw new UnsupportedOperationException("an engine has a peer");
  }

  @Override
  protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
      throws KeyManagementException {
    throw new KeyManagementException("this context is ready");
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    throw new UnsupportedOperationException("engines only");
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    throw new UnsupportedOperationException("engines only");
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return real.getServerSessionContext();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return real.getClientSessionContext();
  }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    return real.getDefaultSSLParameters();
  }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() {
    return real.getSupportedSSLParameters();
  }
}
