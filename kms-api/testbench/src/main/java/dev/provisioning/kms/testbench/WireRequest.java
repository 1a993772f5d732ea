package dev.provisioning.kms.testbench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request as it arrived: what a test asserts about, and what a stand-in answers. */
public final class WireRequest {
  private final String method;
  private final URI target;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final List<X509Certificate> clientChain;
  private final int connection;

  WireRequest(
      String method,
      URI target,
      Map<String, List<String>> headers,
      byte[] body,
      List<X509Certificate> clientChain,
      int connection) {
    this.method = method;
    this.target = target;
    TreeMap<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> sorted.put(name, List.copyOf(values)));
    this.headers = Collections.unmodifiableMap(sorted);
    this.body = body.clone();
    this.clientChain = List.copyOf(clientChain);
    this.connection = connection;
  }

  /** The method, in capitals. */
  public String method() {
    return method;
  }

  /** The path without the query, decoded. */
  public String path() {
    return target.getPath();
  }

  /** The path without the query, as it was sent. */
  public String rawPath() {
    return target.getRawPath();
  }

  /** The query, decoded; of a name that is there twice, the first. */
  public Map<String, String> query() {
    Map<String, String> query = new TreeMap<>();
    String text = target.getQuery();
    if (text != null) {
      for (String pair : text.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        query.putIfAbsent(name, equals < 0 ? "" : pair.substring(equals + 1));
      }
    }
    return query;
  }

  /** The first value of a header; the name in any case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(values -> values.get(0));
  }

  /** The names of the headers. */
  public List<String> headerNames() {
    return new ArrayList<>(headers.keySet());
  }

  /** A copy of the body. */
  public byte[] body() {
    return body.clone();
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The certificates that the client showed, its own first; empty without TLS. */
  public List<X509Certificate> clientChain() {
    return clientChain;
  }

  /** Which connection it came on, counted from 1: requests with the same number shared one. */
  public int connection() {
    return connection;
  }

  @Override
  public String toString() {
    return method + " " + target;
  }
}
