package dev.provisioning.kms.spi.http;

import java.net.URI;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says aloud what protects less than it seems to. */
final class Warnings {
  private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

  private Warnings() {}

  static void log(HttpSettings settings) {
    for (URI address : settings.addresses()) {
      if (address.getScheme().equals("http")) {
        if (!isLoopback(address.getHost())) {
          LOG.warn(
              "{}: {} is plain http: tokens and keys pass the network in clear; use https",
              settings.name(),
              address);
        }
      } else if (!settings.tls().verify) {
        LOG.warn(
            "{}: tls_verify = false: {} is NOT verified, {}; set ca_file instead",
            settings.name(),
            address,
            settings.tls().pins.isEmpty()
                ? "anybody on the way can read and change everything"
                : "but for the pins of tls_pinned_sha256");
      }
    }
  }

  /** By its spelling: a look-up would touch the network, and could be anybody's answer. */
  static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}")
        || name.equals("[::1]")
        || name.equals("[0:0:0:0:0:0:0:1]");
  }
}
