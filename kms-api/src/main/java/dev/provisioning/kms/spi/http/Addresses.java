package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an address of a server may look like. An address that is refused is not shown: user info in
 * it would be a password.
 */
final class Addresses {
  private static final int MOST = 64;
  private static final Pattern DOT_SEGMENT =
      Pattern.compile("/(\\.|%2e){1,2}(/|$)", Pattern.CASE_INSENSITIVE);

  private Addresses() {}

  static List<URI> check(List<URI> addresses) {
    if (addresses.isEmpty() || addresses.size() > MOST) {
      throw invalid("there must be 1 to " + MOST + " server addresses");
    }
    return addresses.stream().map(Addresses::check).distinct().toList();
  }

  static URI parse(String text) {
    try {
      return check(new URI(text));
    } catch (URISyntaxException e) {
      // Without the cause, which quotes the address.
      throw new IllegalArgumentException("a server address must be a URI");
    } catch (KmsException e) {
      throw new IllegalArgumentException(e.getMessage());
    }
  }

  /** Returns the address without a slash at its end, which every path of a call begins with. */
  static URI check(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw invalid("a server address must begin with https:// or http://");
    }
    if (address.getRawUserInfo() != null) {
      throw invalid("a server address must not hold a user or password");
    }
    if (address.getHost() == null) {
      throw invalid(
          "a server address needs a host of letters, digits, dots and hyphens, or an IP address");
    }
    if (address.getPort() == 0 || address.getPort() > 65535) {
      throw invalid("the port of a server address must be from 1 to 65535");
    }
    if (address.getRawQuery() != null || address.getRawFragment() != null) {
      throw invalid("a server address must not hold ? or #");
    }
    String path = address.getRawPath();
    if (hasDotSegment(path) || path.contains("//")) {
      throw invalid("the path of a server address must not hold //, /. or /..");
    }
    return URI.create(scheme + "://" + address.getRawAuthority() + path.replaceAll("/$", ""));
  }

  /** Whether the host is an IP address, which no name server has to be asked for. */
  static boolean isLiteral(URI address) {
    String host = String.valueOf(address.getHost());
    if (host.startsWith("[")) {
      return true;
    }
    // RFC 2396 §3.2.2, which URI follows: the last label of a name begins with a letter.
    char last = host.charAt(host.lastIndexOf('.') + 1);
    return last >= '0' && last <= '9';
  }

  /** A server or proxy that resolves these would lead a call out of its path. */
  static boolean hasDotSegment(String path) {
    return (path.contains("/.") || path.contains("/%2")) && DOT_SEGMENT.matcher(path).find();
  }

  /** A proxy is a host and a port. */
  static URI checkProxy(URI proxy) {
    if (!"http".equalsIgnoreCase(proxy.getScheme())
        || proxy.getHost() == null
        || proxy.getPort() < 1
        || proxy.getPort() > 65535
        || proxy.getRawUserInfo() != null
        || !(proxy.getRawPath().isEmpty() || proxy.getRawPath().equals("/"))
        || proxy.getRawQuery() != null
        || proxy.getRawFragment() != null) {
      throw invalid("proxy_url must be http://HOST:PORT");
    }
    return proxy;
  }

  private static KmsException invalid(String why) {
    return KmsException.of(ErrorCode.CONFIGURATION, why);
  }
}
