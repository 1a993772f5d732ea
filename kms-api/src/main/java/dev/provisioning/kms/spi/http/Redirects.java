package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a redirect may lead. Credentials go along, so it is followed to configured hosts alone, and
 * only if it keeps method, body and scheme (307 and 308 of RFC 9110 §15.4). Messages name the host
 * and not the rest of a location, whose query may hold anything.
 */
final class Redirects {
  static final int MOST = 2;

  private static final Pattern HOST =
      Pattern.compile("([0-9A-Za-z.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(:[0-9]{1,5})?");

  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  private final Set<String> hosts = new HashSet<>();

  Redirects(List<URI> addresses, List<String> more) {
    addresses.forEach(a -> hosts.add(hostAndPort(a)));
    more.forEach(h -> hosts.add(h.toLowerCase(Locale.ROOT)));
  }

  static List<String> checkHosts(List<String> hosts, Complaint complaint) {
    if (!hosts.stream().allMatch(host -> HOST.matcher(host).matches())) {
      throw complaint.about("redirect_hosts", "must hold hosts as HOST or HOST:PORT");
    }
    return List.copyOf(hosts);
  }

  static boolean isRedirect(int status) {
    return STATUSES.contains(status);
  }

  /** Returns where to go on. */
  URI follow(URI from, HttpReply reply, int hops) {
    String server = reply.server();
    URI target = location(from, reply);
    String host = target.getHost() == null ? "a place without a host" : hostAndPort(target);
    if (reply.status() != 307 && reply.status() != 308) {
      throw refused(
          server
              + " redirects to "
              + host
              + " with status "
              + reply.status()
              + ", which does not keep method and body; correct the address");
    }
    if (!from.getScheme().equalsIgnoreCase(target.getScheme())
        || target.getHost() == null
        || target.getRawUserInfo() != null) {
      throw refused(
          server
              + " redirects to "
              + host
              + " with another scheme or without a plain host;"
              + " correct the address");
    }
    // A host alone in redirect_hosts means the scheme's own port.
    boolean ownPort = port(target) == defaultPort(target);
    if (!hosts.contains(host)
        && !(ownPort && hosts.contains(target.getHost().toLowerCase(Locale.ROOT)))) {
      throw refused(
          server
              + " redirects to "
              + host
              + ", which is no configured address; if it is yours, add it to redirect_hosts");
    }
    if (target.equals(from)) {
      // A Vault without a leader sends everybody to the last one, which may be itself.
      throw KmsException.of(
          ErrorCode.UNAVAILABLE, server + " redirects to itself; it has no leader yet");
    }
    if (hops >= MOST) {
      throw refused(server + " redirects to " + host + ", the third redirect of one call");
    }
    return target;
  }

  private static URI location(URI from, HttpReply reply) {
    String location =
        reply
            .header("Location")
            .orElseThrow(
                () ->
                    KmsException.of(
                        ErrorCode.INTERNAL, reply.server() + " redirects without a Location"));
    try {
      URI target = from.resolve(new URI(location));
      return target.getRawFragment() == null
          ? target
          : new URI(target.toString().substring(0, target.toString().indexOf('#')));
    } catch (URISyntaxException e) {
      // Without the cause, which quotes the location.
      throw KmsException.of(
          ErrorCode.INTERNAL, reply.server() + " redirects to a malformed Location");
    }
  }

  private static KmsException refused(String why) {
    return KmsException.of(ErrorCode.CONFIGURATION, why);
  }

  static String hostAndPort(URI uri) {
    return uri.getHost().toLowerCase(Locale.ROOT) + ":" + port(uri);
  }

  private static int port(URI uri) {
    return uri.getPort() < 0 ? defaultPort(uri) : uri.getPort();
  }

  private static int defaultPort(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
