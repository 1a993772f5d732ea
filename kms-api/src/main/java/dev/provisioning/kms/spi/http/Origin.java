package dev.provisioning.kms.spi.http;

import java.net.URI;
import java.util.Locale;

/**
 * Scheme, host and port: what a certificate speaks for, and what a token may be sent to.
 *
 * @param scheme http or https
 * @param host in lower case
 * @param port never the default one left out
 */
record Origin(String scheme, String host, int port) {
  static Origin of(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return new Origin(scheme, host, port);
  }

  String hostAndPort() {
    return host + ":" + port;
  }

  @Override
  public String toString() {
    return scheme + "://" + hostAndPort();
  }
}
