package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which redirects are followed: those that keep method and body (RFC 9110 §15.4.8, §15.4.9), to a
 * host that the configuration names, under the same scheme. The JDK's own way would send the token
 * to whatever host an answer names.
 */
final class Redirects {
  private static final int MOST = 2;

  private final Set<String> hosts = new TreeSet<>();

  Redirects(HttpSettings settings) {
    settings.addresses().forEach(address -> hosts.add(Origin.of(address).hostAndPort()));
    hosts.addAll(settings.redirectHosts());
  }

  static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  URI follow(URI from, HttpReply reply, int hop) {
    Origin here = Origin.of(from);
    if (hop >= MOST) {
      throw refused(here, "redirects once more after " + MOST + " redirects");
    }
    if (reply.status() != 307 && reply.status() != 308) {
      throw refused(here, "answered with a redirect of status " + reply.status());
    }
    URI target = target(from, here, reply);
    Origin there = Origin.of(target);
    if (!there.scheme().equals(here.scheme())) {
      throw refused(here, "redirects to another scheme");
    }
    if (target.getRawUserInfo() != null || !hosts.contains(there.hostAndPort())) {
      throw refused(
          here,
          "redirects to a host that is not configured; if it is one of yours, add it to"
              + " redirect_hosts");
    }
    return target;
  }

  private static URI target(URI from, Origin here, HttpReply reply) {
    try {
      return from.resolve(reply.header("Location").orElse(""));
    } catch (IllegalArgumentException e) {
      throw refused(here, "redirects to something that is no URI");
    }
  }

  private static KmsException refused(Origin here, String what) {
    return KmsException.of(ErrorCode.CONFIGURATION, here + " " + what);
  }
}
