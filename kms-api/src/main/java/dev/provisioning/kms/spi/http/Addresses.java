package dev.provisioning.kms.spi.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What may stand in a configuration as an address, a host or a name. */
final class Addresses {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):(\\d{1,5})");

  private static final Set<String> SCHEMES = Set.of("http", "https");

  private Addresses() {}

  static URI parse(String text) {
    URI uri;
    try {
      uri = new URI(text.replaceAll("/+$", "")).parseServerAuthority();
    } catch (URISyntaxException e) {
      throw wrong();
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || uri.getPort() == 0
        || uri.getPort() > 65535) {
      throw wrong();
    }
    return uri;
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        "must be an address such as https://kms.example.com:8200, without user and query");
  }

  static String hostAndPort(String text) {
    if (!HOST_AND_PORT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "must be a host and a port, such as kms-2.example.com:8200");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("must be a host name");
    }
    return text;
  }

  /** Whether what is sent there in clear never leaves this machine. */
  static boolean isLoopback(URI address) {
    String host = String.valueOf(address.getHost());
    return host.equalsIgnoreCase("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
