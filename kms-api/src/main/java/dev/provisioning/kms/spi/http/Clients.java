package dev.provisioning.kms.spi.http;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Makes the JDK's client and its requests; nothing of it comes from the system's properties. */
final class Clients {
  private Clients() {}

  static HttpClient open(HttpSettings settings, Executor executor) {
    URI proxy = settings.proxy();
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .connectTimeout(settings.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(executor)
            .proxy(
                proxy == null
                    ? HttpClient.Builder.NO_PROXY
                    : ProxySelector.of(
                        InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort())));
    // Without TLS, trust anchors need not be read; redirects keep the scheme.
    if (settings.tls().hasFiles() || settings.addresses().stream().anyMatch(Clients::isTls)) {
      client
          .sslContext(Tls.context(settings.tls(), settings.complaint()))
          .sslParameters(Tls.parameters());
    }
    return client.build();
  }

  /**
   * Makes a request.
   *
   * @param untilHead the longest until the head of the answer is there; null for no limit
   */
  static HttpRequest request(URI target, HttpCall call, @Nullable Duration untilHead) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            // Agents and proxies of Vault fail on an upgrade to h2c.
            .version(isTls(target) ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
    byte[] body = call.body();
    if (body != null) {
      request.method(call.method(), new RequestBody(body));
    } else if (call.method().equals("GET")) {
      // Some builds of JDK 17 send a Content-Length with noBody() and GET.
      request.GET();
    } else {
      request.method(call.method(), BodyPublishers.noBody());
    }
    if (untilHead != null) {
      request.timeout(untilHead);
    }
    call.headers().forEach(h -> request.header(h.name, h.value));
    return request.build();
  }

  private static boolean isTls(URI address) {
    return "https".equalsIgnoreCase(address.getScheme());
  }
}
