package dev.provisioning.kms.cosmian.kmip;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.cosmian.ttlv.Ttlv;
import dev.provisioning.kms.cosmian.ttlv.TtlvReader;
import dev.provisioning.kms.cosmian.ttlv.TtlvWriter;
import dev.provisioning.kms.spi.http.HttpCall;
import dev.provisioning.kms.spi.http.HttpReply;
import dev.provisioning.kms.spi.http.HttpTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Sends requests with the caller's credentials and reads answers. Safe for use by many threads. */
public final class KmipWire {
  private static final String PATH = "/kmip/2_1";
  private static final char[] BEARER = "Bearer ".toCharArray();

  private final HttpTransport transport;
  private final Optional<Supplier<char[]>> token;
  private final Map<String, String> headers;
  private final boolean oneAddress;

  /**
   * Sends over a transport.
   *
   * @param transport whose owner closes it
   * @param token asked for each request; its array is wiped
   * @param headers sent with each request
   * @param oneAddress whether only the first address is used: what was asked of one server says
   *     nothing of another
   */
  public KmipWire(
      HttpTransport transport,
      Optional<Supplier<char[]>> token,
      Map<String, String> headers,
      boolean oneAddress) {
    this.transport = transport;
    this.token = token;
    this.headers = Map.copyOf(headers);
    this.oneAddress = oneAddress;
  }

  /**
   * Sends an operation.
   *
   * @param request the operation, whose writer is closed afterwards
   * @param idempotent whether it may be sent twice, and to any of the addresses
   * @param expected the tag of the answer
   * @return the answer, which the caller closes
   * @throws KmsException for every other answer, by the table in the README
   */
  Ttlv send(TtlvWriter request, boolean idempotent, String expected) {
    return send(request, idempotent, expected, Optional.empty());
  }

  Ttlv send(TtlvWriter request, boolean idempotent, String expected, Optional<Duration> deadline) {
    byte[] body = request.toBytes();
    request.close();
    try {
      HttpCall.Builder call = call("POST", PATH).body(body, "application/json");
      deadline.ifPresent(call::deadline);
      if (idempotent) {
        call.idempotent().elsewhereOn(KmipWire::doesNotServe);
      } else {
        // Not to a server whose version nobody has asked for.
        call.firstAddressOnly();
      }
      try (HttpReply reply = transport.send(call.build())) {
        if (reply.status() != 200) {
          throw KmipErrors.of(reply, expected.replace("Response", ""));
        }
        return answer(reply, expected);
      }
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  /**
   * Asks one of the server's own addresses beside KMIP.
   *
   * @param path such as {@code /version}
   * @param deadline the longest it may take; empty for that of the settings
   * @return the answer of any status, which the caller closes
   */
  public HttpReply get(String path, Optional<Duration> deadline) {
    return get(path, deadline, false);
  }

  HttpReply get(String path, Optional<Duration> deadline, boolean firstAddressOnly) {
    HttpCall.Builder call = call("GET", path).idempotent().elsewhereOn(KmipWire::doesNotServe);
    if (firstAddressOnly) {
      call.firstAddressOnly();
    }
    deadline.ifPresent(call::deadline);
    return transport.send(call.build());
  }

  private static boolean doesNotServe(HttpReply reply) {
    return reply.status() == 503;
  }

  private HttpCall.Builder call(String method, String path) {
    HttpCall.Builder call = HttpCall.of(method, path);
    if (oneAddress) {
      call.firstAddressOnly();
    }
    headers.forEach(call::header);
    token.ifPresent(source -> authorize(call, source.get()));
    return call;
  }

  private static void authorize(HttpCall.Builder call, char[] secret) {
    char[] header = Arrays.copyOf(BEARER, BEARER.length + secret.length);
    System.arraycopy(secret, 0, header, BEARER.length, secret.length);
    try {
      requireToken(secret);
      call.secretHeader("Authorization", header);
    } finally {
      Arrays.fill(header, '\0');
      Arrays.fill(secret, '\0');
    }
  }

  private static void requireToken(char[] secret) {
    boolean visible = secret.length > 0;
    for (char c : secret) {
      visible &= c > ' ' && c <= '~';
    }
    if (!visible) {
      throw KmsException.of(
          ErrorCode.CONFIGURATION,
          "api_key is empty or has other than visible ASCII characters, such as a line end");
    }
  }

  private static Ttlv answer(HttpReply reply, String expected) {
    Ttlv node;
    try {
      node = TtlvReader.read(reply.body());
    } catch (IOException e) {
      // The parser's own message could show what it read.
      throw KmsException.of(
          ErrorCode.INTERNAL, reply.server() + " answered with something that is not its JSON");
    }
    if (!node.tag().equals(expected)) {
      node.close();
      throw incomplete(expected);
    }
    return node;
  }

  static KmsException incomplete(String what) {
    return KmsException.of(
        ErrorCode.INTERNAL, "the server's answer is no " + what + ", or lacks what belongs in it");
  }
}
