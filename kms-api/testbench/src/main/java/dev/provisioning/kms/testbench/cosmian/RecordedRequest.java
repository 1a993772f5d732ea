package dev.provisioning.kms.testbench.cosmian;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.provisioning.kms.testbench.WireRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request that a {@link CosmianStandIn} read.
 *
 * @param method such as {@code POST}
 * @param path such as {@code /kmip/2_1}
 * @param headers by lower-case name
 * @param body as a text, without what follows its first MiB; empty if there is none
 * @param tag the operation of KMIP, such as {@code Encrypt} or {@code RequestMessage}; else the
 *     path
 */
public record RecordedRequest(
    String method, String path, Map<String, String> headers, String body, String tag) {
  private static final int MOST = 1 << 20;
  private static final Pattern TAG = Pattern.compile("\\s*\\{\\s*\"tag\"\\s*:\\s*\"([^\"]*)\"");

  /**
   * Copies the headers.
   *
   * @param method see the record
   * @param path see the record
   * @param headers see the record
   * @param body see the record
   * @param tag see the record
   */
  public RecordedRequest {
    Objects.requireNonNull(tag, "tag");
    headers = Map.copyOf(headers);
  }

  static RecordedRequest of(WireRequest request) {
    byte[] bytes = request.body();
    String body = new String(bytes, 0, Math.min(bytes.length, MOST), UTF_8);
    Matcher operation = TAG.matcher(body);
    boolean named = request.path().startsWith("/kmip") && operation.lookingAt();
    Map<String, String> headers = new HashMap<>();
    request.headerNames().forEach(name -> headers.put(name, request.header(name).orElse("")));
    return new RecordedRequest(
        request.method(),
        request.path(),
        headers,
        body,
        named ? operation.group(1) : request.path());
  }
}
